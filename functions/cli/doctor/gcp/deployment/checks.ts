import type { Check, Finding } from '../../model.ts';
import type { Deployed, DeployedFunction } from './deployed.ts';
import {
  type Deployment,
  judgeAbsence,
  judgeDeadLetters,
  judgeDetached,
  judgeFunction,
  judgeInvokers,
  judgeJob,
  judgeTriggers,
} from './judge.ts';

type Look = Pick<Check, 'area' | 'what'> & {
  readonly judge: (deployed: Deployed, deployment: Deployment, found: DeployedFunction) => Promise<Finding[]>;
};

/** What is looked at where there is a function. */
const LOOKS: readonly Look[] = [
  {
    area: 'deployment',
    what: 'the triggers',
    judge: async (deployed, deployment) => {
      const [triggers, sink] = await Promise.all([deployed.triggers(), deployed.sink()]);
      return judgeTriggers(deployment, triggers, sink);
    },
  },
  {
    area: 'deployment',
    what: 'the schedule',
    judge: async (deployed, deployment) => judgeJob(deployment, await deployed.job()),
  },
  {
    area: 'deployment',
    what: 'who may call the function',
    judge: async (deployed, deployment, found) => {
      const [triggers, job] = await Promise.all([deployed.triggers(), deployed.job()]);
      const callers = [...triggers, job].map((caller) => caller?.serviceAccount).filter((each) => each !== undefined);
      return judgeInvokers(deployment, callers, await deployed.invokers(found));
    },
  },
  {
    area: 'dead-letters',
    what: 'the subscription of dead letters',
    judge: async (deployed, deployment) => judgeDeadLetters(deployment, await deployed.deadLetters()),
  },
  {
    area: 'dead-letters',
    what: 'whether triggers keep dead letters',
    judge: async (deployed, deployment) =>
      judgeDetached(deployment, await deployed.triggers(), await deployed.withDeadLetters()),
  },
];

/** Whether what is deployed hears of events and takes them. */
export function deploymentChecks(deployed: Deployed, deployment: () => Promise<Deployment>): Check[] {
  const looks = LOOKS.map(({ area, what, judge }) => ({
    area,
    what,
    run: async () => {
      const found = await deployed.function();
      return found === undefined ? [] : judge(deployed, await deployment(), found);
    },
  }));
  const itself = async () => {
    const found = await deployed.function();
    if (found !== undefined) return judgeFunction(await deployment(), found);
    return judgeAbsence(await deployment(), await deployed.triggers());
  };
  return [{ area: 'deployment', what: 'the function', run: itself }, ...looks];
}
