import type { BlockStatus } from './classify.ts';
import { blocksOf, type MapModel } from './map-model.ts';

/** How many blocks have each status: by their worst table or, when `table` is given, in that one. */
export function countBlocks({ ranges }: MapModel, table?: number): ReadonlyMap<BlockStatus, number> {
  const counts = new Map<BlockStatus, number>();
  for (const { segment } of ranges.flatMap(blocksOf)) {
    const status = table === undefined ? segment.status : (segment.statusByTable[table] ?? segment.status);
    counts.set(status, (counts.get(status) ?? 0) + 1);
  }
  return counts;
}
