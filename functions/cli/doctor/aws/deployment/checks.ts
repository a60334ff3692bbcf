import type { ResyncCommands } from '../../advice/resync.ts';
import { type Check, check, type Finding } from '../../finding.ts';
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

type Named = Omit<DeploymentContext, 'allocate' | 'origin'>;

async function contextOf(reader: DeploymentReader, named: Named): Promise<DeploymentContext> {
  const found = await reader.function();
  return { ...named, allocate: found?.options.allocate ?? false, origin: found?.origin ?? { kind: 'unknown' } };
}

async function findMappings(reader: DeploymentReader, named: Named): Promise<Finding[]> {
  const [found, mappings] = await Promise.all([reader.function(), reader.eventSourceMappings()]);
  if (found === undefined) return [];
  const queue = mappings.length > 0 ? undefined : await reader.queue();
  return analyzeEventSourceMappings(await contextOf(reader, named), found, queue, mappings);
}

async function findRules(reader: DeploymentReader, named: Named): Promise<Finding[]> {
  const [found, rules] = await Promise.all([reader.function(), reader.rules()]);
  return found === undefined ? [] : analyzeRules(await contextOf(reader, named), rules);
}

/** What of a deployed function's triggers is missing or switched off. */
export async function findTriggers(reader: DeploymentReader, named: Named): Promise<Finding[]> {
  return (await Promise.all([findMappings(reader, named), findRules(reader, named)])).flat();
}

/** Whether the deployed function gets its events. */
export function deploymentChecks(
  reader: DeploymentReader,
  named: Named,
  resync: () => Promise<ResyncCommands>,
): Check[] {
  const readContext = () => contextOf(reader, named);
  return [
    check('deployment', 'the function', async () => {
      const [found, context] = [await reader.function(), await readContext()];
      if (found === undefined) return analyzeAbsence(context, await reader.queue());
      return analyzeFunction(context, found, await reader.reservedConcurrency());
    }),
    check('deployment', 'the event source mapping', () => findMappings(reader, named)),
    check('deployment', 'the rules of EventBridge', () => findRules(reader, named)),
    check('dead-letters', 'the queue of dead letters', async () => {
      const queue = await reader.deadLetterQueue();
      return queue === undefined ? [] : analyzeDeadLetters(named, queue);
    }),
    check('dead-letters', 'the queue of undelivered events', async () => {
      const queue = await reader.undeliveredQueue();
      return queue === undefined ? [] : analyzeUndelivered(named, queue, await resync());
    }),
  ];
}
