import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import { IpForwardingEnabler } from '../../../shared/reconcile/apply/ip-forwarding.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import type { RecentNode } from './event-news.ts';
import type { RecentNodes } from './recent-nodes.ts';

export interface WithoutLook {
  readonly recentNodes: RecentNodes;
  readonly cloud: Cloud;
  readonly cluster: string;
  readonly now: () => number;
}

function reasonFor({ settled, lookedAt }: RecentNode, now: number): string {
  const seconds = Math.round((now - lookedAt) / 1000);
  return settled.state === 'routed'
    ? `it had its routes in every table ${seconds} s ago`
    : `its routes were removed ${seconds} s ago`;
}

/** The source/dest check of a booting node is left to its set-up scripts; now it runs. */
function needsForwarding({ settled }: RecentNode): Instance[] {
  if (settled.state === 'unrouted') return [];
  const { instance } = settled;
  return instance.state === 'running' && !instance.canIpForward ? [instance] : [];
}

function forwarding({ settled, ...rest }: RecentNode): RecentNode {
  if (settled.state === 'unrouted') return { settled, ...rest };
  const canIpForward = settled.instance.state === 'running' || settled.instance.canIpForward;
  return { settled: { ...settled, instance: { ...settled.instance, canIpForward } }, ...rest };
}

/**
 * What there is to say about events that are no news; undefined when the network has to be looked at.
 *
 * @param known of the instances of these events, after them
 */
export async function reportWithoutLook(
  known: ReadonlyMap<string, RecentNode>,
  { recentNodes, cloud, cluster, now }: WithoutLook,
  signal: AbortSignal | undefined,
): Promise<Report | undefined> {
  const nodes = [...known.values()];
  const enabler = new IpForwardingEnabler(cloud);
  const left = await enabler.enable(nodes.flatMap(needsForwarding), () => signal?.aborted === true, signal);
  const { enabled, warnings, errors } = enabler.result;
  // The look tries again, and reports what goes wrong.
  if (left.length + warnings.length + errors.length > 0) return undefined;
  recentNodes.remember(new Map([...known].map(([id, node]) => [id, forwarding(node)])));
  return {
    cloud: cloud.kind,
    cluster,
    scope: 'event',
    dryRun: false,
    changes: [],
    conflicts: [],
    skipped: [],
    warnings: [],
    errors: [],
    forwarding: enabled,
    believed: nodes.map((node) => ({ node: node.settled.id, reason: reasonFor(node, now()) })),
    summary: { created: 0, replaced: 0, deleted: 0, unchanged: 0, failed: 0, conflicts: 0 },
  };
}
