import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { PROTOCOLS, type Protocol } from '../doctor/analyze/protocols.ts';
import { culpritOf, type Mend, mendFor } from './advise.ts';
import { explainPath } from './explain-path.ts';
import type { Hop, Path, Place, Verdict } from './hop.ts';
import { locate, pairs } from './places/locate.ts';
import { everybody } from './places/node-places.ts';
import type { Scene } from './scene.ts';

/** What somebody asks. */
export interface Question {
  /** A pod's address, a range, or the name or id of an instance. */
  readonly source: string;
  /** The same; where it is left out, everybody's way to `source` is meant. */
  readonly destination?: string | undefined;
  /** All of them, if none is named. */
  readonly protocol?: Protocol | undefined;
}

export interface ExplainedPath extends Path {
  /** The hop at which it ends, or that is in doubt and wrong. */
  readonly culprit: Hop | undefined;
  readonly mend: Mend | undefined;
}

export interface Explanation {
  /** What was found under what was asked for. */
  readonly destinations: readonly Place[];
  readonly verdict: Verdict;
  readonly paths: readonly ExplainedPath[];
}

const WORST_FIRST: readonly Verdict[] = ['broken', 'unknown', 'through'];

function asked({ network, inventory }: Scene, { source, destination }: Question) {
  const directory = { network, inventory };
  const found = locate(directory, source);
  const destinations = destination === undefined ? found : locate(directory, destination);
  const others = everybody(directory).filter(({ machine }) => found.every((each) => each.machine?.id !== machine?.id));
  const sources = destination === undefined ? others : found;
  const all = pairs(sources, destinations);
  if (all.length === 0 && destination !== undefined) {
    throw new SettingsError([`${source} and ${destination} have no addresses of one family`]);
  }
  return { destinations, pairs: all };
}

/** Answers a question about the way of packets. Throws SettingsError where it is about nothing that there is. */
export async function explainQuestion(scene: Scene, question: Question): Promise<Explanation> {
  const protocols = question.protocol === undefined ? PROTOCOLS : [question.protocol];
  const { destinations, pairs } = asked(scene, question);
  const paths = pairs.map(([source, destination]) => explainPath(scene.network, source, destination, protocols));
  const hasFault = paths.some((path) => culpritOf(path)?.fault !== undefined);
  const findings = hasFault ? await scene.findings() : [];
  const explained = paths.map((path): ExplainedPath => {
    const culprit = culpritOf(path);
    const mend = culprit?.fault && mendFor(culprit.fault, { ...scene, findings });
    return { ...path, culprit, mend };
  });
  const isNobodys = destinations.some(
    ({ machine, concern }) => concern?.status === 'broken' || (machine === undefined && concern === undefined),
  );
  const verdicts = [...paths.map(({ verdict }) => verdict), ...(isNobodys ? ['broken' as const] : [])];
  const verdict = WORST_FIRST.find((each) => verdicts.includes(each)) ?? 'through';
  return { destinations, verdict, paths: explained };
}
