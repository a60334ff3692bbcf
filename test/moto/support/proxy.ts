import { inject } from 'vitest';
import { startRecordingProxy } from '../../support/recording-proxy.ts';

/** Stands between the function and moto: notes the calls, and lets somebody else act right before one of them. */
export interface InterceptingProxy extends AsyncDisposable {
  readonly url: string;
  /** The EC2 actions that were called, in order. */
  readonly calls: string[];
  /** Does `act` right before the next call of `action`, or the one after `skip` more. */
  interceptNext(action: string, act: () => Promise<unknown>, skip?: number): void;
}

const actionIn = (body: string) => new URLSearchParams(body).get('Action') ?? '';

export async function startInterceptingProxy(): Promise<InterceptingProxy> {
  const calls: string[] = [];
  const rivals: { action: string; skip: number; act: () => Promise<unknown> }[] = [];

  async function makeWay(action: string): Promise<void> {
    calls.push(action);
    const rival = rivals.find((each) => each.action === action);
    if (rival === undefined) return;
    rival.skip -= 1;
    if (rival.skip >= 0) return;
    rivals.splice(rivals.indexOf(rival), 1);
    await rival.act();
  }

  const relay = await startRecordingProxy(inject('moto'), ({ body }) => makeWay(actionIn(body)));
  return {
    url: relay.url,
    calls,
    interceptNext: (action, act, skip = 0) => void rivals.push({ action, act, skip }),
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  };
}
