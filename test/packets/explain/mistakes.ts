import { explainPath } from '../../../functions/cli/explain/explain-path.ts';
import type { Path, Place } from '../../../functions/cli/explain/hop.ts';
import type { Gate, Machine, Network, Port, RouteEntry } from '../../../functions/cli/explain/model.ts';

/** Explains as `explainPath` does, or with a mistake. */
export type Explainer = (network: Network, source: Place, destination: Place) => Path;

export const rightly: Explainer = (network, source, destination) => explainPath(network, source, destination, ['icmp']);

const withPorts = ({ machines }: Network, change: (port: Port) => Port): Network => ({
  machines: machines.map((machine) => ({ ...machine, ports: machine.ports.map(change) })),
});

/** The places too name instances of the network that is looked at. */
function inNetwork(network: Network, place: Place): Place {
  return { ...place, machine: network.machines.find(({ id }) => id === place.machine?.id) };
}

const seeing =
  (change: (network: Network) => Network): Explainer =>
  (network, source, destination) => {
    const seen = change(network);
    return rightly(seen, inNetwork(seen, source), inNetwork(seen, destination));
  };

const seeingPorts = (change: (port: Port, network: Network) => Port) =>
  seeing((network) => withPorts(network, (port) => change(port, network)));

const seeingGates = (change: (gate: Gate) => readonly Gate[]) =>
  seeingPorts((port) => ({ ...port, gates: port.gates.flatMap(change) }));

const seeingRoutes = (change: (routes: readonly RouteEntry[]) => readonly RouteEntry[]) =>
  seeingPorts((port) => ({ ...port, table: { ...port.table, routes: change(port.table.routes) } }));

const seeingMachines = (change: (machine: Machine) => Machine) =>
  seeing(({ machines }) => ({ machines: machines.map(change) }));

const one = (network: Network): Port | undefined => network.machines[0]?.ports[0];

/** By how much a route's prefix is longer than that of a node's range. */
const prefixBeyondNode = ({ destination }: RouteEntry) =>
  Number(destination.split('/')[1]) - (destination.includes(':') ? 64 : 24);

/** What could be forgotten, on both clouds. */
const ON_BOTH: Readonly<Record<string, Explainer>> = {
  'forgets the way back': (network, source, destination) => {
    const path = rightly(network, source, destination);
    const there = path.hops.filter(({ way }) => way === 'there');
    const verdict = there.some(({ status }) => status === 'broken') ? 'broken' : 'through';
    return { ...path, verdict };
  },
  'takes another’s table': seeingPorts((port, network) => ({ ...port, table: one(network)?.table ?? port.table })),
  'ignores whether instances run': seeingMachines((machine) => ({ ...machine, isUp: true })),
  'ignores whether instances may forward': seeingPorts((port) => ({ ...port, forwards: true })),
  'ignores what filters let out': seeingGates((gate) => (gate.direction === 'egress' ? [] : [gate])),
  'ignores what filters let in': seeingGates((gate) => (gate.direction === 'ingress' ? [] : [gate])),
  'has answers asked for': seeingGates((gate) => [{ ...gate, isStateful: false }]),
  'ignores longer prefixes': seeingRoutes((routes) => routes.filter((route) => prefixBeyondNode(route) <= 0)),
  'ignores shorter prefixes': seeingRoutes((routes) => routes.filter((route) => prefixBeyondNode(route) >= 0)),
};

export const AWS_MISTAKES: Readonly<Record<string, Explainer>> = {
  ...ON_BOTH,
  'ignores network ACLs': seeingGates((gate) => (gate.isBorder ? [] : [gate])),
  'ignores security groups': seeingGates((gate) => (gate.isBorder ? [gate] : [])),
  'has network ACLs remember': seeingGates((gate) => [{ ...gate, isStateful: true }]),
  'has network ACLs inside of subnets': seeingGates((gate) => [{ ...gate, isBorder: false }]),
};

export const GCP_MISTAKES: Readonly<Record<string, Explainer>> = {
  ...ON_BOTH,
  'ignores priorities': seeingRoutes((routes) => routes.map((route) => ({ ...route, rank: 0 }))),
};
