import { type Check, check } from '../../finding.ts';
import type { DeploymentReader } from './reader.ts';
import {
  type DeploymentContext,
  analyzeAbsence,
  analyzeDeadLetters,
  analyzeFunction,
  analyzeEventSourceMappings,
  analyzeRules,
  analyzeUndelivered,
} from './analyze.ts';

/** Whether the deployed function gets its events. */
export function deploymentChecks(
  reader: DeploymentReader,
  named: Omit<DeploymentContext, 'allocate' | 'origin'>,
): Check[] {
  const readContext = async (): Promise<DeploymentContext> => {
    const found = await reader.function();
    return { ...named, allocate: found?.options.allocate ?? false, origin: found?.origin ?? { kind: 'unknown' } };
  };
  return [
    check('deployment', 'the function', async () => {
      const [found, context] = [await reader.function(), await readContext()];
      if (found === undefined) return analyzeAbsence(context, await reader.queue());
      return analyzeFunction(context, found, await reader.reservedConcurrency());
    }),
    check('deployment', 'the event source mapping', async () => {
      const [found, mappings] = await Promise.all([reader.function(), reader.eventSourceMappings()]);
      if (found === undefined) return [];
      const queue = mappings.length > 0 ? undefined : await reader.queue();
      return analyzeEventSourceMappings(await readContext(), found, queue, mappings);
    }),
    check('deployment', 'the rules of EventBridge', async () => {
      const [found, rules] = await Promise.all([reader.function(), reader.rules()]);
      return found === undefined ? [] : analyzeRules(await readContext(), rules);
    }),
    check('dead-letters', 'the queue of dead letters', async () => {
      const queue = await reader.deadLetterQueue();
      return queue === undefined ? [] : analyzeDeadLetters(named, queue);
    }),
    check('dead-letters', 'the queue of undelivered events', async () => {
      const queue = await reader.undeliveredQueue();
      return queue === undefined ? [] : analyzeUndelivered(named, queue);
    }),
  ];
}
