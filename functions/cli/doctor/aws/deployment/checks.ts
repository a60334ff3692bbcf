import type { Check, Finding } from '../../model.ts';
import type { Deployed } from './deployed.ts';
import {
  type Deployment,
  judgeAbsence,
  judgeDeadLetters,
  judgeFunction,
  judgeMappings,
  judgeRules,
  judgeUndelivered,
} from './judge.ts';

type Look = Pick<Check, 'area' | 'what'> & {
  readonly judge: (deployed: Deployed, deployment: Deployment) => Promise<Finding[]>;
};

const LOOKS: readonly Look[] = [
  {
    area: 'deployment',
    what: 'the function',
    judge: async (deployed, deployment) => {
      const found = await deployed.function();
      if (found === undefined) return judgeAbsence(deployment, await deployed.queue());
      return judgeFunction(deployment, found, await deployed.reserved());
    },
  },
  {
    area: 'deployment',
    what: 'the event source mapping',
    judge: async (deployed, deployment) => {
      const [found, mappings] = await Promise.all([deployed.function(), deployed.mappings()]);
      if (found === undefined) return [];
      return judgeMappings(deployment, found, mappings.length > 0 ? undefined : await deployed.queue(), mappings);
    },
  },
  {
    area: 'deployment',
    what: 'the rules of EventBridge',
    judge: async (deployed, deployment) => {
      const [found, rules] = await Promise.all([deployed.function(), deployed.rules()]);
      return found === undefined ? [] : judgeRules(deployment, rules);
    },
  },
  {
    area: 'dead-letters',
    what: 'the queue of dead letters',
    judge: async (deployed, deployment) => {
      const queue = await deployed.deadLetters();
      return queue === undefined ? [] : judgeDeadLetters(deployment, queue);
    },
  },
  {
    area: 'dead-letters',
    what: 'the queue of undelivered events',
    judge: async (deployed, deployment) => {
      const queue = await deployed.undelivered();
      return queue === undefined ? [] : judgeUndelivered(deployment, queue);
    },
  },
];

/** Whether what is deployed hears of events and takes them. */
export function deploymentChecks(deployed: Deployed, deployment: Deployment): Check[] {
  return LOOKS.map(({ area, what, judge }) => ({ area, what, run: () => judge(deployed, deployment) }));
}
