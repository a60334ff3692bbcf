import type { MapModel } from '../../../functions/cli/map/model/map-model.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../shared/reconcile/model/route.ts';
import { foreignRoute, idOf, mapOf, routesTo, routeTo, TABLES, worker } from './maps.ts';
import { cidr } from './network.ts';

const POD_RANGE = cidr('10.200.0.0/16');
const range = (i: number) => `10.200.${i}.0/24`;

/** Twenty workers of which all is well. */
export function healthyMap(): MapModel {
  const workers = Array.from({ length: 20 }, (_, i) => worker(`worker-${i}`, [range(i)], i));
  return mapOf(workers, routesTo(workers, TABLES), [POD_RANGE]);
}

/** One of each status, in two tables that differ. */
export function mapOfEveryStatus(): MapModel {
  const [one = '', two = ''] = TABLES;
  const workers = Array.from({ length: 44 }, (_, i) => worker(`worker-${i}`, [range(i)], i));
  const twin = worker('worker-5-again', [range(5)], 300);
  const wide = worker('gpu-0', ['10.200.64.0/20'], 301);
  const small = ['a', 'b'].map((name, i) => worker(`edge-${name}`, [`10.200.90.${i * 64}/26`], 302 + i));
  const greedy = worker('worker-9-wide', ['10.200.8.0/23'], 305);
  const lost = worker('worker-lost', ['192.168.7.0/24'], 306);
  const double = worker('worker-double', ['10.200.101.0/24', '10.200.102.0/24'], 304);
  const stopped: Instance = { ...worker('worker-50', [range(50)], 307), state: 'stopped' };
  const appliance: Instance = { ...worker('nat-appliance', [], 308), claim: { kind: 'none' } };
  const present = [...workers.filter((_, i) => i !== 12), wide, ...small, double];
  const routes = [
    ...routesTo(present, TABLES)
      .filter(({ destination, table }) => !(destination === range(20) && table === two) && destination !== range(102))
      .map((route) => (route.destination === range(30) ? ({ ...route, state: 'blackhole' } as const) : route)),
    ...TABLES.map((table) => ({ ...routeTo(stopped, range(50), table), state: 'blackhole' }) as const),
    ...TABLES.map((table) => ({ ...routeTo(worker('ended', []), range(60), table), state: 'blackhole' }) as const),
    routeTo(workers[3] ?? appliance, range(61), one),
    routeTo(appliance, '10.200.128.0/22', one),
    foreignRoute('10.200.255.0/24', one),
    foreignRoute(POD_RANGE, one),
  ] satisfies Route[];
  const instances = [...workers, twin, wide, ...small, double, greedy, lost, stopped, appliance];
  return mapOf(instances, routes, [POD_RANGE], { reserved: [cidr('10.240.0.0/24'), cidr('10.200.248.0/22')] });
}

/** Many workers in a wide range, of which one in fifty lacks a route. */
export function largeMap(nodes: number, tables = 3): MapModel {
  const names = Array.from({ length: tables }, (_, i) => idOf('rtb', String(i)));
  const at = (i: number) => `10.${128 + (i >> 8)}.${i & 255}.0/24`;
  const workers = Array.from({ length: nodes }, (_, i) => worker(`ip-10-240-${i >> 8}-${i & 255}`, [at(i)], i));
  const routes = routesTo(
    workers.filter((_, i) => i % 50 !== 7),
    names,
  );
  const prefix = nodes <= 1024 ? 14 : 10;
  return mapOf(workers, routes, [cidr(`10.128.0.0/${prefix}`)], { tables: names });
}

/** Both families. In one /48 there is room for 65,536 nodes. */
export function dualStackMap(): MapModel {
  const workers = Array.from({ length: 12 }, (_, i) =>
    worker(`worker-${i}`, [range(i), `fd00:10:0:${(i < 8 ? i : 0x100 * i).toString(16)}::/64`], i),
  );
  const routes = routesTo(workers, TABLES).filter(({ destination }) => destination !== 'fd00:10:0:3::/64');
  return mapOf(workers, routes, [cidr('fd00:10::/48'), POD_RANGE]);
}

/** What somebody who may start instances can make of names, ids and targets. */
export const HOSTILE_TEXT = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'\`\u202e\u0000 --> ]]> &lt; ${'x'.repeat(120)}`;

export function hostileMap(): MapModel {
  const evil = { ...worker(HOSTILE_TEXT, ['10.200.1.0/24', HOSTILE_TEXT]), id: HOSTILE_TEXT, address: HOSTILE_TEXT };
  const unread: Instance = {
    ...worker('unread', []),
    claim: { kind: 'unreadable', reason: HOSTILE_TEXT, retryable: false },
  };
  const routes: Route[] = [
    {
      table: TABLES[0] ?? '',
      destination: cidr('10.200.1.0/24'),
      nextHop: { kind: 'foreign', description: HOSTILE_TEXT },
      state: 'active',
    },
    {
      table: HOSTILE_TEXT,
      destination: cidr('10.200.2.0/24'),
      nextHop: { kind: 'foreign', description: HOSTILE_TEXT },
      state: 'active',
    },
  ];
  return mapOf([evil, unread], routes, [POD_RANGE], { tables: [...TABLES, HOSTILE_TEXT], gaps: [HOSTILE_TEXT] });
}
