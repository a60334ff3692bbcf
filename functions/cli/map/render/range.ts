import type { MapRange } from '../model/model.ts';
import { roomIn, usedIn } from '../model/room.ts';
import { type Html, markup } from './markup.ts';
import { chip, code, named } from './marks.ts';
import { routeList } from './routes.ts';
import { tiles } from './tiles.ts';
import { grouped } from './words.ts';

/** What concerns the whole range at once: told beside the map, since it would hide every block. */
function notes({ broad, cidr }: MapRange, tables: readonly string[]): Html {
  if (broad.length === 0) return markup``;
  const claims = broad.flatMap((stake) =>
    stake.claimants.map(
      ({ node }) => markup`<li>${chip('refused')} ${named(node.name)} claims ${code(stake.cidr)}</li>`,
    ),
  );
  const routes = broad.flatMap((stake) => stake.routes);
  return markup`<div class="broad"><p>For the whole range, shown on no block:</p>
${routes.length === 0 ? undefined : routeList(routes, { range: cidr, nodes: new Set(), tables })}
${claims.length === 0 ? undefined : markup`<ul>${claims}</ul>`}
</div>`;
}

/** One range of the cluster with its map. */
export function rangeSection(range: MapRange, tables: readonly string[]): Html {
  const { cidr, unit } = range;
  const id = `range-${cidr.replaceAll(/[^0-9a-f]/g, '-')}`;
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${code(cidr)}</h2>
<p class="sub">in blocks of /${unit}: ${grouped(usedIn(range))} used, room for ${grouped(roomIn(range))} more</p>
${notes(range, tables)}
${tiles(range)}
</section>`;
}
