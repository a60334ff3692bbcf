import { reportPlanned } from '../../../../shared/reconcile/report/change-result.ts';
import type { RouteChange } from '../../../../shared/reconcile/model/route-change.ts';
import type { Limiter } from '../../../../shared/reconcile/plan/limit-plan.ts';
import type { Report } from '../../../../shared/reconcile/report/report.ts';
import type { Verdict } from '../../../../shared/reconcile/request.ts';
import { SettingsError } from '../../../../shared/reconcile/settings.ts';
import { bothLimits, limiterOf } from '../../filter/limits.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';
import { differencesOf, keyOf } from '../../saved-plan/differences.ts';
import { type SavedPlan, subjectOf, workOf } from '../../saved-plan/saved-plan.ts';
import type { Target } from '../../target/target.ts';

/** Differences that are told one by one. */
const MAX_SHOWN = 10;

function assertSameSubject(saved: SavedPlan, target: Target, name: string): void {
  const { cloud, cluster, clusterCidrs, location } = subjectOf(target);
  const describe = (each: Pick<SavedPlan, 'cloud' | 'cluster' | 'clusterCidrs' | 'location'>) =>
    `${each.cluster} (${each.cloud}, ${each.location}, ${each.clusterCidrs.join(',')})`;
  const [planned, meant] = [describe(saved), describe({ cloud, cluster, clusterCidrs, location })];
  if (planned !== meant) throw new SettingsError([`${name} is a plan for ${planned}, not for ${meant}`]);
}

/** Lets a saved plan through, and nothing else, if what is due is still what it says. */
export class SavedPlanApproval {
  readonly #saved: SavedPlan;
  readonly #name: string;
  readonly #io: Io;
  readonly #target: Target;
  readonly limiter: Limiter;
  #isCompared = false;

  constructor(saved: SavedPlan, name: string, target: Target, io: Io) {
    assertSameSubject(saved, target, name);
    this.#saved = saved;
    this.#name = name;
    this.#io = io;
    this.#target = target;
    this.limiter = bothLimits(limiterOf(saved.limits), () => this.#exactly()) ?? (() => this.#exactly());
  }

  /** Before the plans are compared everything is let through: what is due and was not shown has to be seen. */
  #exactly(): ReturnType<Limiter> {
    const { changes, toTell, forwarding } = this.#saved;
    const keys = new Set(changes.map(keyOf));
    const ranges = new Map(toTell.map(({ node, podCidrs }) => [node, podCidrs]));
    // A node that was told its range gets routes to it in the other tables.
    const followsTelling = (change: RouteChange) =>
      change.action === 'create' && ranges.get(change.node.id)?.includes(change.destination) === true;
    const isShown = (change: RouteChange) => keys.has(keyOf(reportPlanned(change, this.#target.cloud.kind)));
    return {
      allowsChange: (change) => !this.#isCompared || isShown(change) || followsTelling(change),
      allowsForwarding: ({ id }) => !this.#isCompared || forwarding.includes(id),
      isAbout: () => true,
    };
  }

  async approve(planned: Report): Promise<Verdict> {
    const differences = differencesOf(this.#saved, workOf(planned));
    this.#isCompared = true;
    if (differences.length === 0) return 'write';
    printNote(this.#io, `what is due is not what ${this.#name} says:`);
    for (const each of differences.slice(0, MAX_SHOWN)) printNote(this.#io, each);
    if (differences.length > MAX_SHOWN) printNote(this.#io, `and ${differences.length - MAX_SHOWN} more`);
    return 'stop';
  }
}
