import type { AwsBench } from './aws.ts';

/** Dies with its process: no cloud says this, so nothing may catch it and go on. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Counts the API calls of one life of the function, and ends that life at one of them. */
export interface Life {
  /** The calls that were made, in order. */
  readonly calls: string[];
  /** Whether the end came. */
  readonly isOver: () => boolean;
}

/**
 * Kills the function at its call number `at`, counted from 0: before it is sent, or after it took effect. From then on no call
 * of this process gets out.
 */
export function killAt({ clients }: AwsBench, at: number, when: 'before' | 'after'): Life {
  const calls: string[] = [];
  let isOver = false;
  const die = (): never => {
    isOver = true;
    throw new Killed();
  };
  const pass = async <Result>(name: string, send: () => Promise<Result>): Promise<Result> => {
    if (isOver) die();
    const number = calls.push(name) - 1;
    if (number === at && when === 'before') die();
    const result = await send();
    if (isOver || number === at) die();
    return result;
  };
  const options = { step: 'initialize', name: 'kill' } as const;
  clients.ec2.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        pass(commandName, () => next(args)),
    options,
  );
  clients.autoScaling().middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        pass(commandName, () => next(args)),
    options,
  );
  clients.eventBridge().middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        pass(commandName, () => next(args)),
    options,
  );
  return { calls, isOver: () => isOver };
}
