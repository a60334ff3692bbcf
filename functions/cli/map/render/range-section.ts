import type { MapRange } from '../model/map-model.ts';
import { freeBlocks, usedBlocks } from '../model/capacity.ts';
import { type Html, markup } from '../html/markup.ts';
import { statusChip, code, isolatedText } from '../html/inline.ts';
import { routeList } from './route-list.ts';
import { tiles } from './tiles.ts';
import { formatNumber } from '../html/status-text.ts';

/** What concerns the whole range at once: told beside the map, since it would hide every block. */
function rangeWideNotes({ rangeWide, cidr }: MapRange, tables: readonly string[]): Html {
  if (rangeWide.length === 0) return markup``;
  const claims = rangeWide.flatMap((usage) =>
    usage.claimants.map(
      ({ node }) => markup`<li>${statusChip('refused')} ${isolatedText(node.name)} claims ${code(usage.cidr)}</li>`,
    ),
  );
  const routes = rangeWide.flatMap((usage) => usage.routes);
  return markup`<div class="broad"><p>For the whole range, shown on no block:</p>
${routes.length === 0 ? undefined : routeList(routes, { range: cidr, nodes: new Set(), tables })}
${claims.length === 0 ? undefined : markup`<ul>${claims}</ul>`}
</div>`;
}

/** One range of the cluster with its map. */
export function rangeSection(range: MapRange, tables: readonly string[]): Html {
  const { cidr, nodeMaskSize } = range;
  const id = `range-${cidr.replaceAll(/[^0-9a-f]/g, '-')}`;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${code(cidr)}</h2>
<p class="sub">in blocks of /${nodeMaskSize}: ${formatNumber(usedBlocks(range))} used, room for ${formatNumber(freeBlocks(range))} more</p>
${rangeWideNotes(range, tables)}
${tiles(range)}
</section>`;
}
