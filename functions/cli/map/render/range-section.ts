import type { MapRange } from '../model/map-model.ts';
import { freeBlocks, usedBlocks } from '../model/capacity.ts';
import { type Html, markup } from '../html/markup.ts';
import { code } from '../html/inline.ts';
import { routeList } from './route-list.ts';
import { tiles } from './tiles.ts';
import { formatNumber } from '../html/status-text.ts';

/** Routes for the whole range at once: told beside the map, since they would hide every block. */
function rangeWideRoutes({ rangeWide, cidr }: MapRange, tables: readonly string[]): Html {
  const routes = rangeWide.flatMap((usage) => usage.routes);
  if (routes.length === 0) return markup``;
  return markup`<div class="broad"><p>Routes for the whole range:</p>
${routeList(routes, { range: cidr, nodes: new Set(), tables })}
</div>`;
}

/** One range of the cluster with its map. */
export function rangeSection(range: MapRange, tables: readonly string[]): Html {
  const { cidr, nodeMaskSize } = range;
  const id = `range-${cidr.replaceAll(/[^0-9a-f]/g, '-')}`;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${code(cidr)}</h2>
<p class="sub">in blocks of /${nodeMaskSize}: ${formatNumber(usedBlocks(range))} used, room for ${formatNumber(freeBlocks(range))} more</p>
${rangeWideRoutes(range, tables)}
${tiles(range)}
</section>`;
}
