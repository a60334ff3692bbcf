import type { Port, RouteEntry, VpcModel } from '../model.ts';
import type { LinkOf } from './filters.ts';

/** The way to each port's own addresses, for what a table calls local. */
const LOCAL_TABLE = 10_000;
const FIRST_TABLE = 100;

/** The node's end of each link. */
export const NODE_LINK_LOCAL = 'fe80::2';

type Family = 4 | 6;

const familyOf = (range: string): Family => (range.includes(':') ? 6 : 4);

/** For `ip`, which takes IPv4 where nothing is said. */
const option = (family: Family) => (family === 6 ? '-6 ' : '');

/** Two lines for `ip`: one makes it so, the other ends it. */
export interface KernelEntry {
  readonly add: string;
  readonly remove: string;
}

/** By what identifies them. */
export interface RouterState {
  readonly routes: ReadonlyMap<string, KernelEntry>;
  readonly rules: ReadonlyMap<string, KernelEntry>;
}

interface LinkedPort extends Port {
  readonly link: string;
}

/** What the router has to have. */
export function routerState(model: VpcModel, linkOf: LinkOf): RouterState {
  const linked = model.ports.flatMap((port): LinkedPort | [] => {
    const link = linkOf(port.id);
    return link === undefined ? [] : { ...port, link };
  });
  const live = linked.filter(({ isUp }) => isUp);
  const tables = new Map([...model.tables.keys()].sort().map((table, i) => [table, FIRST_TABLE + i]));
  const numberOf = (table: string) => tables.get(table) ?? 0;
  const local = live.flatMap(({ addresses, link }) => addresses.map((address) => localRoute(address, link)));
  const listed = [...model.tables].flatMap(([table, entries]) =>
    entries.map((entry) => routeOf(numberOf(table), entry, live)),
  );
  return {
    rules: new Map(linked.flatMap((port) => [ruleOf(4, port, numberOf), ruleOf(6, port, numberOf)])),
    routes: new Map([...local, ...listed]),
  };
}

/** Which table is for what comes from a port; from one that does not run, nothing is taken. */
function ruleOf(family: Family, port: LinkedPort, numberOf: (table: string) => number): [string, KernelEntry] {
  const what = `iif ${port.link} pref 1000 ${port.isUp ? `lookup ${numberOf(port.table)}` : 'blackhole'}`;
  const verb = (name: string) => `${option(family)}rule ${name} ${what}`;
  return [`${family} ${what}`, { add: verb('add'), remove: verb('del') }];
}

function localRoute(address: string, link: string): [string, KernelEntry] {
  return kernelRoute(`${address} dev ${link}`, address, `table ${LOCAL_TABLE}`);
}

/** A route to a port that does not run, or that the router has no link to, is a blackhole too. */
function routeOf(table: number, { destination, metric, target }: RouteEntry, live: readonly LinkedPort[]) {
  const hops = target.kind === 'ports' ? live.filter(({ id }) => target.ports.includes(id)) : [];
  const [only, ...others] = hops.map((port) => hopTo(familyOf(destination), port));
  const where = `table ${table} metric ${metric}`;
  if (target.kind === 'local') return kernelRoute(`throw ${destination}`, destination, where);
  if (only === undefined) return kernelRoute(`blackhole ${destination}`, destination, where);
  const via = others.length === 0 ? only : [only, ...others].map((hop) => `nexthop ${hop}`).join(' ');
  return kernelRoute(`${destination} ${via}`, destination, where);
}

function kernelRoute(what: string, destination: string, where: string): [string, KernelEntry] {
  const family = familyOf(destination);
  // `nexthop` comes last.
  const [start = '', ...hops] = what.split(/(?= nexthop )/);
  const add = `${option(family)}route replace ${start} ${where}${hops.join('')}`;
  return [`${destination} ${where}`, { add, remove: `${option(family)}route del ${destination} ${where}` }];
}

function hopTo(family: Family, { addresses, link }: LinkedPort): string {
  if (family === 6) return `via ${NODE_LINK_LOCAL} dev ${link}`;
  return `via ${addresses.find((address) => familyOf(address) === 4) ?? ''} dev ${link} onlink`;
}

/** What the router begins with. */
export const ROUTER_RULES = ['', '-6 '].map((family) => `${family}rule add lookup ${LOCAL_TABLE} pref 2000`);
