import type { Check, Finding } from '../../finding.ts';
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

type DeploymentCheck = Pick<Check, 'area' | 'what'> & {
  readonly judge: (
    deployed: DeploymentReader,
    deployment: DeploymentContext,
    found: DeployedFunction,
  ) => Promise<Finding[]>;
};

/** What is looked at where there is a function. */
const DEPLOYMENT_CHECKS: readonly DeploymentCheck[] = [
  {
    area: 'deployment',
    what: 'the triggers',
    judge: async (deployed, deployment) => {
      const [triggers, sink] = await Promise.all([deployed.triggers(), deployed.sink()]);
      return analyzeTriggers(deployment, triggers, sink);
    },
  },
  {
    area: 'deployment',
    what: 'the schedule',
    judge: async (deployed, deployment) => analyzeJob(deployment, await deployed.job()),
  },
  {
    area: 'deployment',
    what: 'who may call the function',
    judge: async (deployed, deployment, found) => {
      const [triggers, job] = await Promise.all([deployed.triggers(), deployed.job()]);
      const callers = [...triggers, job].map((caller) => caller?.serviceAccount).filter((each) => each !== undefined);
      return analyzeInvokers(deployment, callers, await deployed.invokers(found));
    },
  },
  {
    area: 'dead-letters',
    what: 'the subscription of dead letters',
    judge: async (deployed, deployment) => analyzeDeadLetters(deployment, await deployed.deadLetters()),
  },
  {
    area: 'dead-letters',
    what: 'whether triggers keep dead letters',
    judge: async (deployed, deployment) =>
      analyzeDeadLetterTopics(deployment, await deployed.triggers(), await deployed.subscriptionsWithDeadLetters()),
  },
];

/** Whether what is deployed hears of events and takes them. */
export function deploymentChecks(reader: DeploymentReader, context: () => Promise<DeploymentContext>): Check[] {
  const looks = DEPLOYMENT_CHECKS.map(({ area, what, judge: analyze }) => ({
    area,
    what,
    run: async () => {
      const found = await reader.function();
      return found === undefined ? [] : analyze(reader, await context(), found);
    },
  }));
  const itself = async () => {
    const found = await reader.function();
    if (found !== undefined) return analyzeFunction(await context(), found);
    return analyzeAbsence(await context(), await reader.triggers());
  };
  return [{ area: 'deployment', what: 'the function', run: itself }, ...looks];
}
