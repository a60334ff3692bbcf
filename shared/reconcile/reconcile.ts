import { setTimeout as delay } from 'node:timers/promises';
import { apply, type Outcome } from './apply.ts';
import type { Cidr } from './cidr.ts';
import type { Cloud } from './cloud.ts';
import { allowForwarding, type Forwarding, NOTHING_FORWARDED } from './forwarding.ts';
import { lagging, unread } from './lag.ts';
import type { Ask, Hint } from './model.ts';
import { type Plan, plan } from './plan.ts';
import { type Report, type ReportedChange, reportOutcome, reportPlanned, summarise } from './report.ts';

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
  /** Once aborted, no further write is begun; the report says what is left. */
  readonly signal?: AbortSignal;
  readonly watch?: Watch;
}

/** Somebody who looks on. Neither method may throw. */
interface Watch {
  /** What is going to be done, as a plan would report it. */
  readonly planned?: (report: Report) => void;
  /** One change ended; undefined when it turned out to be needless or contested. */
  readonly ended?: (change: ReportedChange | undefined) => void;
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

interface Done {
  readonly changes: readonly ReportedChange[];
  readonly contests: Report['conflicts'];
  readonly forwarding: Forwarding;
  readonly interrupted?: string;
}

function leaveUndone(cloud: Cloud, due: Plan): Done {
  const warnings = due.notForwarding.map((node) => ({
    node: node.id,
    reason: `${node.name}: does not forward packets of its pods yet`,
  }));
  const changes = due.changes.map((change) => reportPlanned(change, cloud.kind));
  return { changes, contests: [], forwarding: { ...NOTHING_FORWARDED, warnings } };
}

function contestOf(outcome: Outcome): Report['conflicts'] {
  if (outcome.status !== 'contested') return [];
  const { change, reason } = outcome;
  return [{ destination: change.destination, nodes: change.action === 'delete' ? [] : [change.node.id], reason }];
}

async function carryOut(cloud: Cloud, due: Plan, { signal, watch }: Request): Promise<Done> {
  const onEnd = (outcome: Outcome) => watch?.ended?.(reportOutcome(outcome, cloud.kind));
  const outcomes = await apply(cloud, due, { signal, onEnd });
  const left = outcomes.filter(({ status }) => status === 'left').length;
  const stop = signal?.aborted === true;
  const forwarding = stop ? NOTHING_FORWARDED : await allowForwarding(cloud, due);
  const changes = outcomes.map((outcome) => reportOutcome(outcome, cloud.kind));
  const cutShort = left > 0 || (stop && due.notForwarding.length > 0);
  return {
    changes: changes.filter((change) => change !== undefined),
    contests: outcomes.flatMap(contestOf),
    forwarding,
    ...(cutShort ? { interrupted: `stopped with ${left} of ${outcomes.length} changes not begun` } : {}),
  };
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
  const report = ({ changes, contests, forwarding, interrupted }: Done): Report => {
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
      ...(interrupted === undefined ? {} : { interrupted }),
      summary: summarise(changes, due.unchanged, conflicts.length),
    };
  };
  const undone = leaveUndone(cloud, due);
  if (dryRun || due.brake !== undefined) return report(undone);
  request.watch?.planned?.(report(undone));
  return report(await carryOut(cloud, due, request));
}
