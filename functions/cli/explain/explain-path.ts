import type { Protocol } from '../doctor/analyze/protocols.ts';
import { nodeLabel } from '../doctor/analyze/routes.ts';
import type { Hop, Path, Place, Verdict, Way } from './hop.ts';
import type { Machine, Network } from './model.ts';
import { Walk } from './walk.ts';

function verdictOf(hops: readonly Hop[]): Verdict {
  if (hops.some(({ status }) => status === 'broken')) return 'broken';
  return hops.some(({ status }) => status === 'unknown') ? 'unknown' : 'through';
}

function nodeHop(machine: Machine): Hop {
  const hop = { way: 'there', kind: 'node', subject: machine.id } as const;
  const what = `${nodeLabel(machine)} is ${machine.state}`;
  if (machine.isUp) return { ...hop, status: 'ok', what };
  return { ...hop, status: 'broken', what, fault: { kind: 'not-running', machine } };
}

function ownerHop({ cidr, label, machine, isGuess = false }: Place): Hop {
  const status = isGuess ? 'unknown' : 'broken';
  const hop = { way: 'there', kind: 'node', status, subject: cidr, what: label } as const;
  return machine === undefined ? { ...hop, fault: { kind: 'unclaimed', destination: cidr } } : hop;
}

const needsOwner = ({ machine, isGuess = false }: Place) => machine === undefined || isGuess;

function hopsBetween(network: Network, from: Place, to: Place, protocols: readonly Protocol[]): readonly Hop[] {
  const [source, destination] = [from.machine, to.machine];
  const owners = [from, to].filter(needsOwner).map(ownerHop);
  if (source === undefined || destination === undefined) return owners;
  return [...owners, ...hopsOnTheWay(network, { from, to, source, destination, protocols })];
}

interface Ends {
  readonly from: Place;
  readonly to: Place;
  readonly source: Machine;
  readonly destination: Machine;
  readonly protocols: readonly Protocol[];
}

function hopsOnTheWay(network: Network, { from, to, source, destination, protocols }: Ends): readonly Hop[] {
  const start = nodeHop(source);
  if (!source.isUp) return [start];
  if (source.id === destination.id) {
    const what = `both are on ${nodeLabel(source)}: nothing leaves it`;
    return [start, { way: 'there', kind: 'target', status: 'ok', subject: source.id, what }];
  }
  const legOf = (way: Way, a: Place, b: Place, start: Machine, goal: Machine) =>
    ({ way, from: a.cidr, to: b.cidr, rivals: b.rivals ?? new Set<string>(), start, goal, protocols }) as const;
  const there = legOf('there', from, to, source, destination);
  const back = legOf('back', to, from, destination, source);
  const hops = [start, ...new Walk(network, there).hops()];
  // What does not run answers nothing.
  return destination.isUp ? [...hops, ...new Walk(network, back).hops()] : hops;
}

/** The way of packets from one place to another and of their answers, hop by hop. Pure. */
export function explainPath(network: Network, source: Place, destination: Place, protocols: readonly Protocol[]): Path {
  const hops = hopsBetween(network, source, destination, protocols);
  return { source, destination, verdict: verdictOf(hops), hops };
}
