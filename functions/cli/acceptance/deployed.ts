import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { CLUSTER_CIDR } from './names.ts';
import { notTried, outcomeOf } from './outcome.ts';
import type { Results } from './results.ts';

/** A function that was deployed for acceptance alone: its cluster has no network but the one that a run makes. */
export interface DeployedFunction {
  readonly cluster: string;
  /** How many events it has given up, and how many never reached it. */
  readonly deadLetters: () => Promise<number>;
}

interface FoundFunction {
  readonly name: string;
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** What is looked at of a deployment before anything is made. */
interface Deployment<Found extends FoundFunction> {
  readonly cluster: string;
  /** As its reader calls it; undefined when it is not there. */
  readonly found: Found | undefined;
  /** What the cluster has of networks or route tables already. */
  readonly taken: readonly string[];
}

/** Throws SettingsError where a run would wait for nothing, or get in the way of a cluster. Answers what was found. */
export function assertForAcceptance<Found extends FoundFunction>({ cluster, found, taken }: Deployment<Found>): Found {
  if (found === undefined) throw new SettingsError([`no function is deployed for cluster ${cluster}`]);
  const range = found.settings['CLUSTER_CIDR'];
  if (range !== CLUSTER_CIDR) {
    throw new SettingsError([
      `${found.name} has the cluster CIDR ${range}; deploy it for acceptance with ${CLUSTER_CIDR}`,
    ]);
  }
  if (taken.length === 0) return found;
  const what = `cluster ${cluster} has ${taken.join(', ')} already`;
  throw new SettingsError([
    `${what}: deploy for a cluster that has nothing, or remove it (--cleanup removes what runs left)`,
  ]);
}

export const DEAD_LETTERS_CHECK = {
  behaviour: "the deployed function's new dead letters and undelivered events",
  expected: 'none',
} as const;

const CHECK = 'function-dead-letters';

/**
 * What is to be called when all is over. Before there was a network the function could only fail: those letters do not count.
 */
export async function watchDeadLetters(
  results: Results<typeof CHECK>,
  deployed: DeployedFunction | undefined,
): Promise<() => Promise<void>> {
  if (deployed === undefined) {
    const outcome = notTried('no function is tried; --deployed does that');
    return async () => results.add(CHECK, outcome);
  }
  const before = await deployed.deadLetters();
  return async () => {
    const count = (await deployed.deadLetters()) - before;
    results.add(CHECK, outcomeOf(count <= 0, count <= 0 ? 'none' : `${count}`));
  };
}
