import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Protocol } from '../doctor/analyze/protocols.ts';
import { nodeLabel } from '../doctor/analyze/routes.ts';
import type { Hop, Path, Place, Verdict, Way } from './hop.ts';
import type { Machine, Network } from './model.ts';
import { unclaimed } from './places/guess.ts';
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

/** What is wrong at the ends themselves; whoever sends has to be somebody. */
function concernHops(from: Place, to: Place): readonly Hop[] {
  const { cidr, machine } = from;
  const nobody = machine === undefined && cidr !== undefined ? unclaimed(cidr, 'its routes lead to nobody') : undefined;
  const ends = [{ ...from, concern: from.concern ?? nobody }, to];
  return ends.flatMap(({ cidr, machine, concern }): Hop[] =>
    concern === undefined ? [] : [{ way: 'there', kind: 'node', subject: cidr ?? machine?.id ?? '', ...concern }],
  );
}

/** A place to or from which packets go. */
interface End<Owner extends Machine | undefined> {
  readonly cidr: Cidr;
  readonly machine: Owner;
  readonly isGuess: boolean;
  readonly rivals: ReadonlySet<string>;
}

function endOf<Owner extends Machine | undefined>({ concern, rivals }: Place, cidr: Cidr, machine: Owner): End<Owner> {
  return { cidr, machine, isGuess: concern?.status === 'unknown', rivals: rivals ?? new Set() };
}

function hopsBetween(network: Network, from: Place, to: Place, protocols: readonly Protocol[]): readonly Hop[] {
  const concerns = concernHops(from, to);
  const isNowhere = to.machine === undefined && to.concern !== undefined;
  if (isNowhere || concerns.some(({ status }) => status === 'broken')) return concerns;
  if (from.machine === undefined || from.cidr === undefined || to.cidr === undefined) return concerns;
  const [source, destination] = [endOf(from, from.cidr, from.machine), endOf(to, to.cidr, to.machine)];
  return [...concerns, ...hopsOnTheWay(network, [source, destination], protocols)];
}

type Ends = readonly [End<Machine>, End<Machine | undefined>];

function walk(network: Network, way: Way, [from, to]: Ends, protocols: readonly Protocol[]): readonly Hop[] {
  const { isGuess, rivals } = to;
  const leg = { way, from: from.cidr, to: to.cidr, start: from.machine, goal: to.machine, isGuess, rivals, protocols };
  return new Walk(network, leg).hops();
}

function hopsOnTheWay(network: Network, [from, to]: Ends, protocols: readonly Protocol[]): readonly Hop[] {
  const source = from.machine;
  const start = nodeHop(source);
  if (!source.isUp) return [start];
  if (source.id === to.machine?.id) {
    const what = `both are on ${nodeLabel(source)}: nothing leaves it`;
    return [start, { way: 'there', kind: 'target', status: 'ok', subject: source.id, what }];
  }
  const hops = [start, ...walk(network, 'there', [from, to], protocols)];
  // What does not run answers nothing.
  if (to.machine?.isUp !== true) return hops;
  return [...hops, ...walk(network, 'back', [{ ...to, machine: to.machine }, from], protocols)];
}

/** The way of packets from one place to another and of their answers, hop by hop. Pure. */
export function explainPath(network: Network, source: Place, destination: Place, protocols: readonly Protocol[]): Path {
  const hops = hopsBetween(network, source, destination, protocols);
  return { source, destination, verdict: verdictOf(hops), hops };
}
