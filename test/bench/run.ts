import type { Row } from './row.ts';
import type { Options, SUITE } from './suite.ts';

type Suite = typeof SUITE;

/** What the parts of a run measured, and what went wrong. */
export interface PartsResult {
  readonly rows: readonly Row[];
  /** By which part a row was measured. */
  readonly partOf: ReadonlyMap<string, string>;
  /** Parts that threw: nothing is known of theirs. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Runs parts one after the other; what one of them throws does not stop the rest. */
export async function runParts(
  suite: Suite,
  names: readonly string[],
  options: Options,
  onPart: (name: string) => void,
): Promise<PartsResult> {
  const rows: Row[] = [];
  const partOf = new Map<string, string>();
  const failures = new Map<string, unknown>();
  for (const name of names) {
    onPart(name);
    try {
      const measured = (await suite[name]?.(options)) ?? [];
      for (const { id } of measured) partOf.set(id, name);
      rows.push(...measured);
    } catch (error) {
      failures.set(name, error);
    }
  }
  return { rows, partOf, failures };
}

/** Of two runs the better one of each row: what was slow once may have been the machine. */
export function fasterRows(first: readonly Row[], second: readonly Row[]): Row[] {
  const again = new Map(second.map((row) => [row.id, row]));
  return first.map((row) => {
    const other = again.get(row.id);
    return other?.ratio !== undefined && other.ratio < (row.ratio ?? Infinity) ? other : row;
  });
}
