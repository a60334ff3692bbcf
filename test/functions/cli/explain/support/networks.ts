import type {
  Gate,
  Machine,
  Network,
  Port,
  RouteEntry,
  RouteTarget,
  Table,
} from '../../../../../functions/cli/explain/model.ts';
import type { Place } from '../../../../../functions/cli/explain/hop.ts';
import { cidr } from '../../../../support/builders/network.ts';

/** A route by its range and its target: `port-1`, `local`, or a blackhole. */
export function route(destination: string, to: string, rank = 1): RouteEntry {
  const target: RouteTarget =
    to === 'local' ? { kind: 'local' } : to === 'gone' ? { kind: 'blackhole', label: to } : { kind: 'port', port: to };
  return { destination: cidr(destination), rank, target, label: `${destination} -> ${to}` };
}

/** Routes to the pods of machines 0 to 2. */
export const ALL_ROUTES = [0, 1, 2].map((i) => route(`10.200.${i}.0/24`, `port-${i}`));

export const table = (routes: readonly RouteEntry[], id = 'table'): Table => ({ id, why: `it uses ${id}`, routes });

const EVERYTHING = { tcp: 'all', udp: 'all', icmp: 'all' } as const;

/** Lets through all but what is denied. */
export function gate(direction: Gate['direction'], deny: string | undefined, more: Partial<Gate> = {}): Gate {
  const rule = (action: 'allow' | 'deny', range: string) => {
    return { name: `${action} ${range}`, action, ranges: [cidr(range)], protocols: EVERYTHING };
  };
  const rules = [...(deny === undefined ? [] : [rule('deny', deny)]), rule('allow', '0.0.0.0/0')];
  return {
    id: 'gate',
    name: 'the gate',
    direction,
    isBorder: false,
    isStateful: true,
    filter: { levels: [rules], defaultAction: 'deny' },
    allow: (ranges) => ranges.map((range) => `allow ${range}`),
    ...more,
  };
}

export type MachineOptions = Partial<Pick<Port, 'forwards' | 'table' | 'zone' | 'gates'>> & { readonly isUp?: boolean };

function machine(i: number, { isUp = true, ...options }: MachineOptions): Machine {
  const id = `i-${i}`;
  const port: Port = {
    id: `port-${i}`,
    machine: { id, name: id },
    addresses: [cidr(`10.240.0.1${i}/32`)],
    forwards: true,
    forwarding: { on: 'it forwards', off: 'it does not forward' },
    zone: 'subnet',
    table: table(ALL_ROUTES),
    gates: [],
    ...options,
  };
  return { id, name: id, state: isUp ? 'running' : 'stopped', isUp, ports: [port] };
}

/** Three machines with pods in 10.200.0.0/24 to 10.200.2.0/24, each as its options have it. */
export const network = (...options: readonly MachineOptions[]): Network => ({
  machines: [0, 1, 2].map((i) => machine(i, options[i] ?? {})),
});

/** The pods of a machine, or some of its addresses. */
export function place({ machines }: Network, i: number, addresses = `10.200.${i}.0/24`): Place {
  return { cidr: cidr(addresses), label: addresses, machine: machines[i] };
}
