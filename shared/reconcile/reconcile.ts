import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import { apply } from './apply.ts';
import type { Cidr } from './cidr.ts';
import type { Cloud } from './cloud.ts';
import { CloudError } from './errors.ts';
import { lagging, unread } from './lag.ts';
import type { Ask, Hint, NodeNote } from './model.ts';
import { type Plan, plan } from './plan.ts';
import {
  type Report,
  reportError,
  type ReportedChange,
  type ReportedError,
  reportOutcome,
  reportPlanned,
  summarise,
} from './report.ts';

export interface Cluster {
  readonly name: string;
  readonly cidrs: readonly Cidr[];
}

export interface Request {
  /** What events named. Without any it is a resync. */
  readonly hints?: readonly Hint[];
  /** A resync that also believes the hints. */
  readonly everything?: boolean;
  readonly dryRun?: boolean;
  /** Carries out even a plan that deletes most routes. */
  readonly force?: boolean;
}

export interface Runtime {
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const SYSTEM: Runtime = { sleep: (milliseconds) => delay(milliseconds), now: () => Date.now() };

/** How long to wait before looking again at an instance that lags behind its event. */
const LOOK_AGAIN_AFTER = [500, 1500];

async function observe(cloud: Cloud, ask: Ask, { sleep, now }: Runtime) {
  let snapshot = await cloud.observe(ask);
  let late = lagging(snapshot, ask.hints, now());
  for (const wait of LOOK_AGAIN_AFTER) {
    if (late.length === 0) break;
    await sleep(wait);
    snapshot = await cloud.observe(ask);
    late = lagging(snapshot, ask.hints, now());
  }
  return { snapshot, late };
}

interface Forwarding {
  readonly enabled: string[];
  readonly warnings: NodeNote[];
  readonly errors: ReportedError[];
}

async function allowForwarding(cloud: Cloud, { notForwarding }: Plan): Promise<Forwarding> {
  const result: Forwarding = { enabled: [], warnings: [], errors: [] };
  const limit = pLimit(4);
  const one = async (node: Plan['notForwarding'][number]) => {
    try {
      const reason = await cloud.allowForwarding(node);
      if (reason === undefined) result.enabled.push(node.id);
      else result.warnings.push({ node: node.id, reason: `${node.name}: ${reason}` });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      result.errors.push({ node: node.id, ...reportError(error) });
    }
  };
  await Promise.all(notForwarding.map((node) => limit(() => one(node))));
  return result;
}

interface Done {
  readonly changes: readonly ReportedChange[];
  readonly contests: Report['conflicts'];
  readonly forwarding: Forwarding;
}

function leaveUndone(cloud: Cloud, due: Plan): Done {
  const warnings = due.notForwarding.map((node) => ({
    node: node.id,
    reason: `${node.name}: does not forward packets of its pods yet`,
  }));
  const changes = due.changes.map((change) => reportPlanned(change, cloud.kind));
  return { changes, contests: [], forwarding: { enabled: [], warnings, errors: [] } };
}

async function carryOut(cloud: Cloud, due: Plan): Promise<Done> {
  const outcomes = await apply(cloud, due);
  const forwarding = await allowForwarding(cloud, due);
  const contests = outcomes.flatMap((outcome) => {
    if (outcome.status !== 'contested') return [];
    const { change, reason } = outcome;
    return [{ destination: change.destination, nodes: change.action === 'delete' ? [] : [change.node.id], reason }];
  });
  const changes = outcomes.map((outcome) => reportOutcome(outcome, cloud.kind));
  return { changes: changes.filter((change) => change !== undefined), contests, forwarding };
}

/**
 * Brings the routes of `cluster` in line with its nodes: observe, plan, apply, report. The one orchestrator, for every
 * cloud and every caller. Running it again at once writes nothing.
 *
 * Failures of single writes stand in the report (`assertFinished` turns them into an error). Throws a CloudError when the
 * network could not be read; then nothing was written.
 */
export async function reconcile(
  cloud: Cloud,
  cluster: Cluster,
  request: Request = {},
  runtime: Runtime = SYSTEM,
): Promise<Report> {
  const { hints = [], everything = hints.length === 0, dryRun = false, force = false } = request;
  const { snapshot, late } = await observe(cloud, { everything, hints }, runtime);
  const due = plan(snapshot, { clusterCidrs: cluster.cidrs, force }, hints);
  const held = dryRun || due.brake !== undefined;
  const { changes, contests, forwarding } = held ? leaveUndone(cloud, due) : await carryOut(cloud, due);
  const conflicts = [...due.conflicts, ...contests];
  return {
    cloud: cloud.kind,
    cluster: cluster.name,
    scope: everything ? 'resync' : 'event',
    dryRun,
    changes,
    conflicts,
    skipped: due.skipped,
    warnings: forwarding.warnings,
    errors: [...late, ...unread(snapshot), ...forwarding.errors],
    forwarding: forwarding.enabled,
    ...(snapshot.view === 'partial' ? { partial: snapshot.gaps } : {}),
    ...(due.brake === undefined ? {} : { stopped: due.brake }),
    summary: summarise(changes, due.unchanged, conflicts.length),
  };
}
