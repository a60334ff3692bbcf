import type { MapModel } from '../model/map-model.ts';
import { formatRange } from '../model/address-format.ts';
import type { MapSegment } from '../model/cells.ts';
import type { Claimant } from '../model/range-usage.ts';
import { type Html, markup } from '../html/markup.ts';
import { statusChip, code, isolatedText } from '../html/inline.ts';
import { adviceCell } from './advice.ts';
import { routeList } from './route-list.ts';

function claimant({ node, accepted, reasons }: Claimant): Html {
  const { id, name, address, state: life } = node;
  const facts = [...(name === id ? [] : [code(id)]), ...(address === undefined ? [] : [code(address)])];
  const state = accepted ? life : `${life}, claim refused`;
  const why = accepted ? [] : reasons.map((reason) => markup`<small>${reason}</small>`);
  return markup`<li><strong>${isolatedText(name)}</strong> ${facts.map((fact) => markup`${fact} `)}<span>${state}</span>${why}</li>`;
}

function claimantList(claimants: readonly Claimant[]): Html {
  return claimants.length === 0 ? markup`none` : markup`<ul>${claimants.map(claimant)}</ul>`;
}

function row(segment: MapSegment, tables: readonly string[]): Html {
  const { id, range, status, statusByTable, claimants, routes } = segment;
  const text = formatRange(range);
  // For the view through one table, where that differs.
  const tableStatuses = statusByTable.every((one) => one === status)
    ? undefined
    : markup` data-in="${statusByTable.join(' ')}"`;
  const nodes = new Set(claimants.map(({ node }) => node.id));
  return markup`<tr id="r${id}" data-s="${status}"${tableStatuses} tabindex="-1"><th scope="row"><a href="#t${id}">${text}</a></th><td>${statusChip(status)}</td><td>${claimantList(claimants)}</td><td>${routeList(routes, { range: text, nodes, tables })}</td><td>${adviceCell(segment)}</td></tr>
`;
}

/** Up to so many rows are drawn at once where scripts can bring the rest; as in the style. */
const MAX_ROWS = 500;

function showAllButton(rows: number): Html {
  if (rows <= MAX_ROWS) return markup``;
  return markup`<p class="rest">At most ${MAX_ROWS} rows are shown. <button type="button">Show all that match</button></p>`;
}

/** All blocks as a table, free ones in a row as one: the map for those who read or print it. */
export function blockTable({ ranges, tables }: MapModel): Html {
  const rows = ranges.flatMap(({ segments }) => segments.map((segment) => row(segment, tables)));
  return markup`<section>
<h2 id="blocks">Blocks</h2>
<div class="scroll" role="region" aria-labelledby="blocks" tabindex="0">
<table class="blocks">
<thead><tr><th scope="col">Block</th><th scope="col">Status</th><th scope="col">Nodes</th><th scope="col">Routes</th><th scope="col">What to do</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
</div>
${showAllButton(rows.length)}
</section>`;
}
