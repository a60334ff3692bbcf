import type { Area } from '../../catalogue.ts';
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

/** Whether the deployed function gets its events. */
export function deploymentChecks(reader: DeploymentReader, readContext: () => Promise<DeploymentContext>): Check[] {
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
    checkDeployed('deployment', 'the triggers', async (context) =>
      analyzeTriggers(context, ...(await Promise.all([reader.triggers(), reader.sink()]))),
    ),
    checkDeployed('deployment', 'the schedule', async (context) => analyzeJob(context, await reader.job())),
    checkDeployed('deployment', 'who may call the function', async (context, found) => {
      const [triggers, job] = await Promise.all([reader.triggers(), reader.job()]);
      const callers = [...triggers, job].map((caller) => caller?.serviceAccount).filter((each) => each !== undefined);
      return analyzeInvokers(context, callers, await reader.invokers(found));
    }),
    checkDeployed('dead-letters', 'the subscription of dead letters', async (context) =>
      analyzeDeadLetters(context, await reader.deadLetterCount()),
    ),
    checkDeployed('dead-letters', 'whether triggers keep dead letters', async (context) =>
      analyzeDeadLetterTopics(context, await reader.triggers(), await reader.subscriptionsWithDeadLetters()),
    ),
  ];
}
