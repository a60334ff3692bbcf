import type { AdviceGroup } from '../model/advice-groups.ts';
import type { MapModel } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';

/** What is broken though the status of its block does not say so. */
const BESIDE_STATUS: ReadonlySet<AdviceGroup['id']> = new Set([
  'source-dest-check-on',
  'ip-forward-off',
  'route-shadowed',
]);

const isBesideStatus = ({ id, severity }: AdviceGroup) =>
  BESIDE_STATUS.has(id) || (severity === 'warning' && id !== 'no-nodes');

/** How many findings there are that no block's status shows, of each kind: by the filter where blocks have them, else what to do. */
export function otherFindings({ advice, ranges }: MapModel): Html[] {
  const onBlocks = new Set(
    ranges.flatMap(({ segments }) => segments.flatMap(({ advice }) => advice.map(({ group }) => group.id))),
  );
  const counts = new Map<AdviceGroup['id'], { count: number; anchor: string }>();
  for (const { id, anchor, findings } of advice.filter(isBesideStatus)) {
    const known = counts.get(id);
    counts.set(id, { count: (known?.count ?? 0) + findings.length, anchor: known?.anchor ?? anchor });
  }
  return [...counts].map(([id, { count, anchor }]) => {
    const find = onBlocks.has(id) ? markup` data-find="${id}"` : undefined;
    return markup`<a href="#${anchor}"${find}>${count} ${id}</a>`;
  });
}
