import type { Row } from '../row.ts';

/** What the lab's commands took, or why nobody knows. */
export type Side =
  | { readonly milliseconds: number; readonly with: string; readonly typed: number; readonly commands: number }
  | { readonly missing: string };

interface Comparison {
  readonly cloud: 'AWS' | 'GCP';
  readonly workers: number;
  readonly byHand: Side;
  readonly ours: number;
  /** What our command takes when there is nothing to do, and what a process of Node takes that does nothing at all. */
  readonly floors: { readonly nothing: number; readonly node: number };
  readonly tries: number;
}

const TIMES_FASTER = 100;

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;

/** The row that compares the lab by hand with our command line. Without the tool there is nothing to compare with. */
export function comparison({ cloud, workers, byHand, ours, floors, tries }: Comparison): Row {
  const row = {
    id: `by-hand-${cloud.toLowerCase()}`,
    what: `${workers} workers on ${cloud}, empty table to all routes, whole process`,
    target: `${TIMES_FASTER}× faster`,
  };
  if ('missing' in byHand) {
    const how = `Nothing to compare with: ${byHand.missing}.`;
    return { ...row, elsewhere: 'NOT MEASURED', measured: seconds(ours), isMet: false, how };
  }
  const ratio = ours / byHand.milliseconds;
  const scaled =
    byHand.typed < workers ? ` Typed for ${byHand.typed} workers only, and multiplied by the number of commands.` : '';
  const wanted = byHand.milliseconds / TIMES_FASTER;
  const tooLittle =
    wanted < floors.nothing
      ? ` A hundredth of the time by hand would be ${seconds(wanted)}, less than ours takes to find that there is nothing to do.`
      : '';
  return {
    ...row,
    elsewhere: `${seconds(byHand.milliseconds)} with ${byHand.with}`,
    measured: `${seconds(ours)}, ${Math.floor(byHand.milliseconds / ours)}× faster`,
    ratio,
    isMet: ratio <= 1 / TIMES_FASTER,
    how:
      `The lab’s own ${byHand.commands} commands in one shell, ${seconds(byHand.milliseconds / byHand.commands)} each, against ` +
      `podroutes resync in a new process (median of ${tries}), in the same run on the same kind of local cloud. With nothing ` +
      `to do ours takes ${seconds(floors.nothing)}, and Node alone ${seconds(floors.node)}.${tooLittle}${scaled}`,
  };
}
