import { leadsTo } from '../../../shared/reconcile/model/route.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import type { RouteChange } from '../../../shared/reconcile/model/route-change.ts';
import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import type { Limiter } from '../../../shared/reconcile/plan/limit-plan.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { firstFew } from '../../../shared/reconcile/model/text/first-few.ts';
import { nodeFilter } from './select-nodes.ts';

/** Which part of a plan is meant; all of it where nothing is said. */
export interface LimitOptions {
  /** Names, ids or internal addresses. */
  readonly node?: readonly string[] | undefined;
  /** Ids of route tables; on GCP there is only the network. */
  readonly table?: readonly string[] | undefined;
}

function assertTablesExist(wanted: readonly string[], { tables }: Snapshot): void {
  const unknown = wanted.filter((table) => !tables.includes(table));
  if (unknown.length === 0) return;
  throw new SettingsError(unknown.map((table) => `there is no table "${table}"; the cluster has ${firstFew(tables)}`));
}

/** Whether a route led to `node`, or will. */
function concerns(change: RouteChange, node: Instance): boolean {
  const isNew = change.action !== 'delete' && change.node.id === node.id;
  return isNew || (change.action !== 'create' && leadsTo(change.before.nextHop, node));
}

/** Lets through what concerns the named nodes in the named tables. Throws SettingsError at the first look where there are none such. */
export function limiterOf({ node: names, table: tables }: LimitOptions): Limiter | undefined {
  if (names === undefined && tables === undefined) return undefined;
  // As they were at the first look: a node that ends meanwhile is still meant.
  let nodes: readonly Instance[] | undefined;
  return (snapshot) => {
    if (nodes === undefined) {
      assertTablesExist(tables ?? [], snapshot);
      const known = snapshot.instances.map((node) => ({ node }));
      nodes = known.filter(nodeFilter(names ?? [], known)).map(({ node }) => node);
    }
    const meant = nodes;
    const ids = new Set(meant.map(({ id }) => id));
    const isAbout = (id: string) => names === undefined || ids.has(id);
    const isInTable = ({ table }: RouteChange) => tables === undefined || tables.includes(table);
    return {
      allowsChange: (change) =>
        isInTable(change) && (names === undefined || meant.some((node) => concerns(change, node))),
      // Forwarding is the instance's: whoever names only tables has not asked for that.
      allowsForwarding: ({ id }) => names !== undefined && ids.has(id),
      isAbout,
    };
  };
}

/** Lets through what both allow. */
export function bothLimits(a: Limiter | undefined, b: Limiter | undefined): Limiter | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (snapshot) => {
    const [one, other] = [a(snapshot), b(snapshot)];
    return {
      allowsChange: (change) => one.allowsChange(change) && other.allowsChange(change),
      allowsForwarding: (node) => one.allowsForwarding(node) && other.allowsForwarding(node),
      isAbout: (node) => one.isAbout(node) && other.isAbout(node),
    };
  };
}
