import { readableCidrs } from '../reconcile/cidr.ts';
import { endedIn, endedInstance, namedByNone } from '../reconcile/ended.ts';
import type { Ask, Hint, Instance, Route, Snapshot } from '../reconcile/model.ts';
import { overlapFinder } from '../reconcile/ranges.ts';
import { together } from '../reconcile/together.ts';
import type { ClaimReader } from './claims.ts';
import type { Ec2 } from './client.ts';
import { instancesBy, instancesOf, type Seen } from './instances.ts';
import type { Tables } from './routes.ts';

/** Of the instances that `hints` name, those that do not exist; whoever is in another VPC does. */
async function missingAmong(ec2: Ec2, hints: readonly Hint[], seen: readonly Seen[]): Promise<string[]> {
  const known = new Set([...seen.map(({ instance }) => instance.id), ...endedIn(hints)]);
  const ids = [...new Set(hints.map((hint) => hint.instance))].filter((id) => !known.has(id));
  const unseen: Keys = { ids, interfaces: [] };
  return missingOf(unseen, await lookUp(ec2, unseen));
}

/** Reads everything: the tables, all instances of their VPC, what each claims. */
export async function observeAll(
  ec2: Ec2,
  readTables: () => Promise<Tables>,
  claims: ClaimReader,
  ask: Ask,
): Promise<Snapshot> {
  const { hints } = ask;
  const tables = await readTables();
  const seen = await instancesOf(ec2, tables.vpc);
  claims.forgetAllBut(seen);
  const endedIds = new Set(endedIn(hints));
  const live = await claims.read(
    seen.filter(({ instance }) => !endedIds.has(instance.id)),
    ask,
  );
  const instances = [...live, ...[...endedIds].map(endedInstance)];
  const missing = await missingAmong(ec2, hints, seen);
  const view = viewOf('complete', live);
  if (view.view === 'complete') return { ...frame(tables), ...view, instances, missing };
  // Not all claims were read, but all instances were listed: whom a route names and the list does not is gone.
  const { ids, interfaces } = unknownOwners(tables.routes, instances);
  return { ...frame(tables), ...view, instances, missing: [...missing, ...ids, ...interfaces] };
}

function frame({ ids, routes, reserved }: Tables) {
  return { tables: ids, routes, reserved };
}

/** What was asked for, unless there was no time to read all that belongs to it. */
function viewOf(view: Snapshot['view'], instances: readonly Instance[]): Pick<Snapshot, 'view' | 'gaps'> {
  const unread = instances.filter(({ claim }) => claim.kind === 'unread').length;
  if (unread === 0) return { view, gaps: [] };
  return { view: 'partial', gaps: [`there was no time to read the user data of ${unread} instances`] };
}

/** Routes that overlap what the nodes claim: their owners decide who may have what. */
function contested(routes: readonly Route[], nodes: readonly Instance[]): Route[] {
  const stated = nodes.flatMap(({ claim }) => (claim.kind === 'stated' ? claim.values : []));
  const isContested = overlapFinder(readableCidrs(stated));
  return routes.filter((route) => isContested(route.destination));
}

/** Dead routes that do not say whose they were, if an instance has ended that no route names. */
function orphans(routes: readonly Route[], endedIds: readonly string[]): Route[] {
  if (namedByNone(endedIds, routes).length === 0) return [];
  return routes.filter(
    ({ hop, state }) => hop.kind === 'instance' && hop.instance === undefined && state === 'blackhole',
  );
}

interface Keys {
  readonly ids: readonly string[];
  readonly interfaces: readonly string[];
}

/** By what to look up the instances behind `routes` that are not known yet. */
function unknownOwners(routes: readonly Route[], known: readonly Instance[]): Keys {
  const ids = new Set<string>();
  const interfaces = new Set<string>();
  const knownKeys = new Set(known.flatMap((node) => [node.id, ...node.reachedBy]));
  for (const { hop } of routes) {
    if (hop.kind !== 'instance') continue;
    if (hop.instance !== undefined && !knownKeys.has(hop.instance)) ids.add(hop.instance);
    if (hop.instance === undefined && hop.interface !== undefined && !knownKeys.has(hop.interface)) {
      interfaces.add(hop.interface);
    }
  }
  return { ids: [...ids], interfaces: [...interfaces] };
}

function missingOf({ ids, interfaces }: Keys, seen: readonly Seen[]): string[] {
  const found = new Set(seen.flatMap(({ instance }) => [instance.id, ...instance.reachedBy]));
  return [...ids, ...interfaces].filter((key) => !found.has(key));
}

async function lookUp(ec2: Ec2, { ids, interfaces }: Keys): Promise<Seen[]> {
  const [byId, byInterface] = await together([
    instancesBy(ec2, 'instance-id', ids),
    instancesBy(ec2, 'network-interface.network-interface-id', interfaces),
  ]);
  return [...byId, ...byInterface];
}

/**
 * Reads what `hints` are about, at a cost that does not grow with the cluster: the tables, the instances named, and the
 * owners of routes that those contest. An instance that has ended is not asked for: its event is believed.
 */
export async function observeNamed(
  ec2: Ec2,
  readTables: () => Promise<Tables>,
  claims: ClaimReader,
  ask: Ask,
): Promise<Snapshot> {
  const endedIds = endedIn(ask.hints);
  const ended = new Set(endedIds);
  const asked: Keys = {
    ids: [...new Set(ask.hints.map((hint) => hint.instance))].filter((id) => !ended.has(id)),
    interfaces: [],
  };
  const [tables, seen] = await together([readTables(), lookUp(ec2, asked)]);
  // Events come for every instance of the account; those elsewhere cost no further call.
  const named = await claims.read(
    seen.filter(({ vpc }) => vpc === tables.vpc),
    ask,
  );
  const known = [...named, ...endedIds.map(endedInstance)];

  const concerned = [...contested(tables.routes, named), ...orphans(tables.routes, endedIds)];
  const keys = unknownOwners(concerned, known);
  // Who has ended is nobody's owner, though the API may go on showing it for a while.
  const owners = (await lookUp(ec2, keys)).filter(({ instance }) => !ended.has(instance.id));
  const instances = [...known, ...(await claims.read(owners, ask))];
  return {
    ...frame(tables),
    ...viewOf('named', instances),
    instances,
    missing: [...missingOf(asked, seen), ...missingOf(keys, owners)],
  };
}
