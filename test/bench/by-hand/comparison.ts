import type { Row } from '../row.ts';

/** What the lab's commands took, or why nobody knows. */
export type ManualTiming =
  | { readonly milliseconds: number; readonly with: string; readonly typed: number; readonly commands: number }
  | { readonly missing: string };

interface Comparison {
  readonly cloud: 'AWS' | 'GCP';
  readonly workers: number;
  readonly byHand: ManualTiming;
  readonly ours: number;
  /** What our command takes when there is nothing to do, and what a process of Node takes that does nothing at all. */
  readonly baselines: { readonly nothing: number; readonly node: number };
  readonly repetitions: number;
}

const TARGET_SPEEDUP = 100;

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;

/** The row that compares the lab by hand with our command line. Without the tool there is nothing to compare with. */
export function comparisonRow({ cloud, workers, byHand, ours, baselines, repetitions }: Comparison): Row {
  const row = {
    id: `by-hand-${cloud.toLowerCase()}`,
    what: `${workers} workers on ${cloud}, empty table to all routes, whole process`,
    target: `${TARGET_SPEEDUP}× faster`,
  };
  if ('missing' in byHand) {
    const how = `Nothing to compare with: ${byHand.missing}.`;
    return { ...row, elsewhere: 'NOT MEASURED', measured: seconds(ours), isMet: false, how };
  }
  const ratio = ours / byHand.milliseconds;
  const scaled =
    byHand.typed < workers ? ` Typed for ${byHand.typed} workers only, and multiplied by the number of commands.` : '';
  const wanted = byHand.milliseconds / TARGET_SPEEDUP;
  const tooLittle =
    wanted < baselines.nothing
      ? ` A hundredth of the time by hand would be ${seconds(wanted)}, less than ours takes to find that there is nothing to do.`
      : '';
  return {
    ...row,
    elsewhere: `${seconds(byHand.milliseconds)} with ${byHand.with}`,
    measured: `${seconds(ours)}, ${Math.floor(byHand.milliseconds / ours)}× faster`,
    ratio,
    isMet: ratio <= 1 / TARGET_SPEEDUP,
    how:
      `The lab’s own ${byHand.commands} commands in one shell, ${seconds(byHand.milliseconds / byHand.commands)} each, against ` +
      `podroutes resync in a new process (median of ${repetitions}), in the same run on the same kind of local cloud. With nothing ` +
      `to do ours takes ${seconds(baselines.nothing)}, and Node alone ${seconds(baselines.node)}.${tooLittle}${scaled}`,
  };
}
