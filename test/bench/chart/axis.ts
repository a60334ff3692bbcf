/** Maps values to pixels, with the values to write beside the axis. */
export interface Axis {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

interface Span {
  /** Pixels where the axis begins and ends. */
  readonly from: number;
  readonly to: number;
}

/** From one power of ten to another; both included. */
export function logAxis([low, high]: readonly [number, number], { from, to }: Span): Axis {
  const [first, last] = [Math.log10(low), Math.log10(high)];
  const ticks = Array.from({ length: Math.round(last - first) + 1 }, (_, i) => 10 ** (Math.round(first) + i));
  return { at: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from), ticks };
}

/** From nothing to `high`, in steps of `step`. */
export function linearAxis(high: number, step: number, { from, to }: Span): Axis {
  const ticks = Array.from({ length: Math.floor(high / step) + 1 }, (_, i) => i * step);
  return { at: (value) => from + (value / high) * (to - from), ticks };
}

/** Moves what lies closer than `gap` apart, keeping its order and staying below `lowest`. */
export function spreadApart(positions: readonly number[], gap: number, lowest: number): number[] {
  const order = positions.map((_, i) => i).toSorted((a, b) => (positions[b] ?? 0) - (positions[a] ?? 0));
  const moved = [...positions];
  let limit = lowest;
  for (const i of order) {
    moved[i] = Math.min(positions[i] ?? 0, limit);
    limit = (moved[i] ?? 0) - gap;
  }
  return moved;
}
