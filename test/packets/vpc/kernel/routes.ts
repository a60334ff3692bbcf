import type { Port, RouteEntry, VpcModel } from '../model.ts';
import type { LinkOf } from './filters.ts';

/** The way to each port's own addresses, for what a table calls local. */
const LOCAL_TABLE = 10_000;
const FIRST_TABLE = 100;

/** The node's end of each link. */
export const NODE_LINK_LOCAL = 'fe80::2';

/** A line for `ip`, in the form that makes it so and in the one that ends it. */
export interface KernelRoute {
  readonly add: string;
  readonly remove: string;
}

/** What the router has to have, each by what identifies it. */
export function routerState(
  model: VpcModel,
  linkOf: LinkOf,
): { routes: Map<string, KernelRoute>; rules: Map<string, KernelRoute> } {
  const live = model.ports.filter((port) => port.isUp && linkOf(port.id) !== undefined);
  const tables = new Map([...model.tables.keys()].sort().map((table, i) => [table, FIRST_TABLE + i]));
  const rules = new Map(
    live.flatMap((port) => [4, 6].map((family) => ruleOf(family, `${linkOf(port.id)}`, tables.get(port.table) ?? 0))),
  );
  const local = live.flatMap((port) => port.addresses.map((address) => localRoute(address, `${linkOf(port.id)}`)));
  const listed = [...model.tables].flatMap(([table, entries]) =>
    entries.map((entry) => routeOf(tables.get(table) ?? 0, entry, live, linkOf)),
  );
  return { rules, routes: new Map([...local, ...listed]) };
}

/** For `ip`, which takes IPv4 where nothing is said. */
const option = (family: number) => (family === 6 ? '-6 ' : '');

const familyOf = (range: string) => (range.includes(':') ? 6 : 4);

function ruleOf(family: number, link: string, table: number): [string, KernelRoute] {
  const what = `iif ${link} lookup ${table} pref 1000`;
  return [
    `${family} ${what}`,
    { add: `${option(family)}rule add ${what}`, remove: `${option(family)}rule del ${what}` },
  ];
}

function localRoute(address: string, link: string): [string, KernelRoute] {
  return named(familyOf(address), `${address} table ${LOCAL_TABLE}`, `${address} dev ${link}`, LOCAL_TABLE);
}

function named(family: number, key: string, what: string, table: number, metric?: number): [string, KernelRoute] {
  const where = `table ${table}${metric === undefined ? '' : ` metric ${metric}`}`;
  const route = {
    add: `${option(family)}route replace ${what} ${where}`,
    remove: `${option(family)}route del ${what} ${where}`,
  };
  return [`${family} ${key}`, route];
}

/** A route to a port that is dead, or that the router has no link to, is a blackhole too. */
function routeOf(table: number, entry: RouteEntry, live: readonly Port[], linkOf: LinkOf): [string, KernelRoute] {
  const { destination, metric, target } = entry;
  const family = familyOf(destination);
  const hops = target.kind === 'ports' ? live.filter(({ id }) => target.ports.includes(id)) : [];
  const via = hops.map((port) => hopTo(family, port, `${linkOf(port.id)}`));
  const key = `${destination} table ${table} metric ${metric}`;
  const text = () => {
    if (target.kind === 'local') return `throw ${destination}`;
    const [only] = via;
    if (only === undefined) return `blackhole ${destination}`;
    return via.length === 1
      ? `${destination} ${only}`
      : `${destination} ${via.map((hop) => `nexthop ${hop}`).join(' ')}`;
  };
  return named(family, key, text(), table, metric);
}

function hopTo(family: number, { addresses }: Port, link: string): string {
  if (family === 6) return `via ${NODE_LINK_LOCAL} dev ${link}`;
  return `via ${addresses.find((address) => familyOf(address) === 4) ?? ''} dev ${link} onlink`;
}

/** What the router begins with. */
export const ROUTER_RULES = [4, 6].map((family) => `${option(family)}rule add lookup ${LOCAL_TABLE} pref 2000`);
