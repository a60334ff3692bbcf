import { counted } from '../reconcile/model/text/counted.ts';
import type { Ec2Api } from './api/api.ts';
import type { ClusterRouteTables } from './routes/route-reads.ts';
import type { ClaimReader } from './pod-cidr/claim-reader.ts';
import type { ObserveOptions } from '../reconcile/cloud/cloud.ts';
import type { Snapshot } from '../reconcile/model/snapshot.ts';
import { type DescribedInstance, instancesInVpc } from './instances.ts';
import type { WaitingLedger } from './waiting/waiting-ledger.ts';
import { deletedInstanceIds, deletedInstance, unreferencedIds } from '../reconcile/model/hint.ts';
import { notFoundAmong, unknownOwners, type LookupKeys, lookUpInstances, notFoundOf } from './instance-lookup.ts';
import type { Instance } from '../reconcile/model/instance.ts';
import { type Route, leadsTo } from '../reconcile/model/route.ts';
import { overlapChecker } from '../reconcile/model/ranges/overlapping-ranges.ts';
import { type Cidr, readableCidrs } from '../reconcile/model/ranges/cidr.ts';
import { statedRanges } from '../reconcile/model/stated-ranges.ts';
import { joinAll } from '../reconcile/cloud/join-all.ts';

export interface Sources {
  readonly ec2: Ec2Api;
  readonly readTables: () => Promise<ClusterRouteTables>;
  readonly claims: ClaimReader;
  readonly ledger?: WaitingLedger | undefined;
  readonly clusterCidrs: readonly Cidr[];
}

/** Reads everything: the tables, all instances of their VPC, what each claims. */
export async function observeAll({ ec2, readTables, claims }: Sources, options: ObserveOptions): Promise<Snapshot> {
  const { hints } = options;
  const tables = await readTables();
  const described = await instancesInVpc(ec2, tables.vpcId);
  claims.evictExcept(described);
  const deletedIds = new Set(deletedInstanceIds(hints));
  const live = await claims.read(
    described.filter(({ instance }) => !deletedIds.has(instance.id)),
    options,
  );
  const instances = [...live, ...[...deletedIds].map(deletedInstance)];
  const notFound = await notFoundAmong(ec2, hints, described);
  const coverage = coverageOf('complete', live);
  if (coverage.coverage === 'complete') return { ...snapshotFields(tables), ...coverage, instances, notFound };
  // Not all claims were read, but all instances were listed: what a route names and the list does not is deleted.
  const { ids, interfaces } = unknownOwners(tables.routes, instances);
  return { ...snapshotFields(tables), ...coverage, instances, notFound: [...notFound, ...ids, ...interfaces] };
}

function snapshotFields({ ids, routes, reserved, routeCounts, routeQuota: quota }: ClusterRouteTables) {
  const tableUsages = quota === undefined ? [] : routeCounts.map((count) => ({ ...count, quota }));
  return { tables: ids, routes, reserved, tableUsages };
}

/** `partial` if there was no time to read all claims. */
function coverageOf(
  coverage: Snapshot['coverage'],
  instances: readonly Instance[],
): Pick<Snapshot, 'coverage' | 'gaps'> {
  const postponedCount = instances.filter(({ claim }) => claim.kind === 'postponed').length;
  if (postponedCount === 0) return { coverage, gaps: [] };
  return {
    coverage: 'partial',
    gaps: [`there was no time to read the user data of ${counted(postponedCount, 'instance')}`],
  };
}

/** Routes that overlap what the nodes claim, whose owners are needed to decide about the claims. A whole cluster CIDR claims nothing. */
function overlappingRoutes(
  routes: readonly Route[],
  nodes: readonly Instance[],
  clusterCidrs: readonly Cidr[],
): Route[] {
  const stated = nodes.flatMap(({ claim }) => (claim.kind === 'stated' ? claim.values : []));
  const overlapsClaim = overlapChecker(readableCidrs(stated).filter((range) => !clusterCidrs.includes(range)));
  return routes.filter((route) => overlapsClaim(route.destination));
}

/** Blackhole routes that no longer name their instance, if a deleted instance has no route that names it. */
function orphanedRoutes(routes: readonly Route[], deletedIds: readonly string[]): Route[] {
  if (!isUnrouted(routes, deletedIds)) return [];
  return routes.filter(
    ({ nextHop, state }) => nextHop.kind === 'instance' && nextHop.instanceId === undefined && state === 'blackhole',
  );
}

/**
 * Whether an instance that ended has no route: a run may have deleted it and ended before it gave the range on, so that
 * any range may be free that somebody waits for.
 */
const isUnrouted = (routes: readonly Route[], deletedIds: readonly string[]) =>
  unreferencedIds(deletedIds, routes).length > 0;

/** Ranges that have a route to one of `known` that is deleted or claims something else. */
function givenUpRanges(routes: readonly Route[], known: readonly Instance[]): Cidr[] {
  const givesUp = (node: Instance, range: Cidr) =>
    node.state === 'deleted' || (node.claim.kind === 'stated' && !statedRanges(node.claim).includes(range));
  return routes
    .filter(({ nextHop, destination }) => known.some((node) => leadsTo(nextHop, node) && givesUp(node, destination)))
    .map(({ destination }) => destination);
}

/**
 * Reads what `hints` are about, at a cost that does not grow with the cluster: the tables, the instances named, and the owners
 * of routes that overlap their claims; where one of them gives up a range, those who wait for it too. A deleted instance is not
 * read: its event is believed.
 */
export async function observeScoped(
  { ec2, readTables, claims, ledger, clusterCidrs }: Sources,
  options: ObserveOptions,
): Promise<Snapshot> {
  const deletedIds = deletedInstanceIds(options.hints);
  const deleted = new Set(deletedIds);
  const hintedIds = new Set(options.hints.map((hint) => hint.instanceId));
  const requested: LookupKeys = { ids: [...hintedIds].filter((id) => !deleted.has(id)), interfaces: [] };
  // A range of a node that ended leads nowhere: its likely successors are looked up meanwhile, not after the tables.
  const ahead = ledger?.likelySuccessors(deletedIds).filter((id) => !hintedIds.has(id)) ?? [];
  const [tables, lookedUp] = await joinAll([
    readTables(),
    lookUpInstances(ec2, { ids: [...requested.ids, ...ahead], interfaces: [] }),
  ]);
  const described = lookedUp.filter(({ instance }) => !ahead.includes(instance.id));
  // Events come for all instances of the account; those in other VPCs cost no further call.
  const readClaims = (some: readonly DescribedInstance[]) =>
    claims.read(
      some.filter(({ vpcId, instance }) => vpcId === tables.vpcId && !deleted.has(instance.id)),
      options,
    );
  const readAll = () => observeAll({ ec2, readTables: () => Promise.resolve(tables), claims, clusterCidrs }, options);
  const hinted = [...(await readClaims(described)), ...deletedIds.map(deletedInstance)];

  const orphans = orphanedRoutes(tables.routes, deletedIds);
  const givenUp = [
    ...givenUpRanges(tables.routes, hinted),
    ...orphans.map(({ destination }) => destination),
    ...(isUnrouted(tables.routes, deletedIds) ? clusterCidrs : []),
  ];
  // A range may be given only by who sees all that others have.
  if (givenUp.length > 0 && ledger?.isAnyRangeAwaited(clusterCidrs) === true) return readAll();
  const knownIds = new Set(hinted.map(({ id }) => id));
  const waitingIds = (ledger?.nodesWaitingFor(givenUp) ?? []).filter((id) => !knownIds.has(id));
  const waiting = [
    ...lookedUp.filter(({ instance }) => waitingIds.includes(instance.id)),
    ...(await lookUpInstances(ec2, { ids: waitingIds.filter((id) => !ahead.includes(id)), interfaces: [] })),
  ];
  const known = [...hinted, ...(await readClaims(waiting))];

  if (known.some(({ claim, state }) => claim.kind === 'requested' && state !== 'stopped')) return readAll();

  const relevantRoutes = [...overlappingRoutes(tables.routes, known, clusterCidrs), ...orphans];
  const keys = unknownOwners(relevantRoutes, known);
  // A deleted instance owns nothing, though the API may show it for a while.
  const owners = (await lookUpInstances(ec2, keys)).filter(({ instance }) => !deleted.has(instance.id));
  const instances = [...known, ...(await claims.read(owners, options))];
  return {
    ...snapshotFields(tables),
    ...coverageOf('scoped', instances),
    instances,
    notFound: [...notFoundOf(requested, described), ...notFoundOf(keys, owners)],
  };
}
