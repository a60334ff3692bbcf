import type { Area } from '../../catalogue.ts';
import type { ResyncCommands } from '../../advice/resync.ts';
import { type Check, check, type Finding } from '../../finding.ts';
import type { DeploymentReader, DeployedFunction } from './reader.ts';
import {
  type DeploymentContext,
  analyzeAbsence,
  analyzeDeadLetters,
  analyzeDeadLetterTopics,
  analyzeFunction,
  analyzeInvokers,
  analyzeJob,
  analyzeTriggers,
} from './analyze.ts';

const findEventTriggers = async (reader: DeploymentReader, context: DeploymentContext): Promise<Finding[]> =>
  analyzeTriggers(context, ...(await Promise.all([reader.triggers(), reader.sink()])));

const findJob = async (reader: DeploymentReader, context: DeploymentContext): Promise<Finding[]> =>
  analyzeJob(context, await reader.job());

/** What of a deployed function's triggers is missing or switched off, or fails. */
export async function findTriggers(reader: DeploymentReader, context: DeploymentContext): Promise<Finding[]> {
  return (await Promise.all([findEventTriggers(reader, context), findJob(reader, context)])).flat();
}

/** Whether the deployed function gets its events. */
export function deploymentChecks(
  reader: DeploymentReader,
  readContext: () => Promise<DeploymentContext>,
  resync: () => Promise<ResyncCommands>,
): Check[] {
  type Analyze = (context: DeploymentContext, found: DeployedFunction) => Promise<Finding[]>;
  const checkDeployed = (area: Area, what: string, analyze: Analyze) =>
    check(area, what, async () => {
      const found = await reader.function();
      return found === undefined ? [] : analyze(await readContext(), found);
    });
  return [
    check('deployment', 'the function', async () => {
      const found = await reader.function();
      if (found !== undefined) return analyzeFunction(await readContext(), found);
      return analyzeAbsence(await readContext(), await reader.triggers());
    }),
    checkDeployed('deployment', 'the triggers', (context) => findEventTriggers(reader, context)),
    checkDeployed('deployment', 'the schedule', (context) => findJob(reader, context)),
    checkDeployed('deployment', 'who may call the function', async (context, found) => {
      const [triggers, job] = await Promise.all([reader.triggers(), reader.job()]);
      const callers = [...triggers, job].map((caller) => caller?.serviceAccount).filter((each) => each !== undefined);
      return analyzeInvokers(context, callers, await reader.invokers(found));
    }),
    checkDeployed('dead-letters', 'the subscription of dead letters', async (context) =>
      analyzeDeadLetters(context, await reader.deadLetterCount(), await resync()),
    ),
    checkDeployed('dead-letters', 'whether triggers keep dead letters', async (context) =>
      analyzeDeadLetterTopics(context, await reader.triggers(), await reader.subscriptionsWithDeadLetters()),
    ),
  ];
}
