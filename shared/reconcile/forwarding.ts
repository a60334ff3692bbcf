import pLimit from 'p-limit';
import type { Cloud } from './cloud.ts';
import { CloudError } from './errors.ts';
import type { NodeNote } from './model.ts';
import type { Plan } from './plan.ts';
import { reportError, type ReportedError } from './report.ts';

/** What came of letting nodes forward their pods' packets. */
export interface Forwarding {
  readonly enabled: readonly string[];
  readonly warnings: readonly NodeNote[];
  readonly errors: readonly ReportedError[];
}

export const NOTHING_FORWARDED: Forwarding = { enabled: [], warnings: [], errors: [] };

/** Switches forwarding on where it is off; one node's failure does not stop the others. */
export async function allowForwarding(cloud: Cloud, { notForwarding }: Plan): Promise<Forwarding> {
  const enabled: string[] = [];
  const warnings: NodeNote[] = [];
  const errors: ReportedError[] = [];
  const limit = pLimit(4);
  const one = async (node: Plan['notForwarding'][number]) => {
    try {
      const reason = await cloud.allowForwarding(node);
      if (reason === undefined) enabled.push(node.id);
      else warnings.push({ node: node.id, reason: `${node.name}: ${reason}` });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      errors.push({ node: node.id, ...reportError(error) });
    }
  };
  await Promise.all(notForwarding.map((node) => limit(() => one(node))));
  return { enabled, warnings, errors };
}
