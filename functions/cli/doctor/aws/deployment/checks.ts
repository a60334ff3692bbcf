import type { Check, Finding } from '../../finding.ts';
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

type DeploymentCheck = Pick<Check, 'area' | 'what'> & {
  readonly judge: (deployed: DeploymentReader, deployment: DeploymentContext) => Promise<Finding[]>;
};

const DEPLOYMENT_CHECKS: readonly DeploymentCheck[] = [
  {
    area: 'deployment',
    what: 'the function',
    judge: async (deployed, deployment) => {
      const found = await deployed.function();
      if (found === undefined) return analyzeAbsence(deployment, await deployed.queue());
      return analyzeFunction(deployment, found, await deployed.reservedConcurrency());
    },
  },
  {
    area: 'deployment',
    what: 'the event source mapping',
    judge: async (deployed, deployment) => {
      const [found, mappings] = await Promise.all([deployed.function(), deployed.eventSourceMappings()]);
      if (found === undefined) return [];
      return analyzeEventSourceMappings(
        deployment,
        found,
        mappings.length > 0 ? undefined : await deployed.queue(),
        mappings,
      );
    },
  },
  {
    area: 'deployment',
    what: 'the rules of EventBridge',
    judge: async (deployed, deployment) => {
      const [found, rules] = await Promise.all([deployed.function(), deployed.rules()]);
      return found === undefined ? [] : analyzeRules(deployment, rules);
    },
  },
  {
    area: 'dead-letters',
    what: 'the queue of dead letters',
    judge: async (deployed, deployment) => {
      const queue = await deployed.deadLetters();
      return queue === undefined ? [] : analyzeDeadLetters(deployment, queue);
    },
  },
  {
    area: 'dead-letters',
    what: 'the queue of undelivered events',
    judge: async (deployed, deployment) => {
      const queue = await deployed.undeliveredQueue();
      return queue === undefined ? [] : analyzeUndelivered(deployment, queue);
    },
  },
];

/** Whether what is deployed hears of events and takes them. */
export function deploymentChecks(reader: DeploymentReader, context: DeploymentContext): Check[] {
  return DEPLOYMENT_CHECKS.map(({ area, what, judge }) => ({ area, what, run: () => judge(reader, context) }));
}
