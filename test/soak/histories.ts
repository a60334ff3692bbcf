import { availableParallelism } from 'node:os';
import { CLOUDS } from '../histories/all.ts';
import { emptyTally, sumOf, type Tally } from '../histories/tally.ts';
import type { Piece } from './histories/piece.ts';
import { playAll } from './histories/pool.ts';

export interface HistoriesOptions {
  /** How many, half on each cloud. */
  readonly runs: number;
  /** They are those of the seeds from this one on. */
  readonly seed: number;
  /** After so long it is given up, as a failure. */
  readonly minutes: number;
  /** Is told of the progress, a line every now and then. */
  readonly tell: (line: string) => void;
}

/** What happened on each cloud, and how many promises were broken: none, or `histories` would have thrown. */
export interface Played {
  readonly violations: 0;
  readonly seconds: number;
  readonly aws: Tally;
  readonly gcp: Tally;
}

const PIECE = 50;
const LINE_EVERY = 10_000;

function piecesOf({ runs, seed }: HistoriesOptions): Piece[] {
  const each = Math.ceil(runs / CLOUDS.length);
  const places = Array.from({ length: Math.ceil(each / PIECE) }, (_, i) => i * PIECE);
  return places.flatMap((at) =>
    CLOUDS.map(({ name }) => ({ cloud: name, seed: seed + at, runs: Math.min(PIECE, each - at) })),
  );
}

/**
 * Plays random histories, in as many processes as there are processors. Throws the first broken promise, with the history that
 * breaks it, shrunk, and how to play it again.
 */
export async function histories(options: HistoriesOptions): Promise<Played> {
  const { minutes, tell } = options;
  const pieces = piecesOf(options);
  const planned = pieces.reduce((sum, { runs }) => sum + runs, 0);
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const tallies = { aws: emptyTally(), gcp: emptyTally() };
  const broken: string[] = [];
  let told = 0;
  const played = () => tallies.aws.histories + tallies.gcp.histories;
  await playAll(pieces, {
    size: availableParallelism(),
    signal: AbortSignal.timeout(minutes * 60_000),
    onEnd: ({ cloud }, outcome) => {
      tallies[cloud] = sumOf(tallies[cloud], outcome.tally);
      if (outcome.broken !== undefined) broken.push(outcome.broken);
      if (performance.now() - told < LINE_EVERY) return;
      told = performance.now();
      tell(`${played()} of ${planned} histories in ${seconds()} s`);
    },
  });
  if (broken.length > 0) throw new Error(broken.join('\n\n'));
  if (played() < planned) throw new Error(`${played()} of ${planned} histories were played in ${minutes} minutes`);
  return { violations: 0, seconds: seconds(), ...tallies };
}
