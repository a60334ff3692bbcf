import { countBlocks } from '../model/block-counts.ts';
import { STATUSES_WORST_FIRST } from '../model/classify.ts';
import type { MapModel } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';
import { statusChip, code } from '../html/inline.ts';

/** How the blocks stand in each table, where there are several. */
export function tableOverview(model: MapModel): Html {
  const counts = model.tables.map((table, i) => ({ table, of: countBlocks(model, i) }));
  if (counts.length < 2) return markup``;
  const shown = STATUSES_WORST_FIRST.filter((status) => status !== 'free' && counts.some(({ of }) => of.has(status)));
  const heads = shown.map((status) => markup`<th scope="col">${statusChip(status)}</th>`);
  const rows = counts.map(({ table, of }) => {
    const cells = shown.map((status) => markup`<td>${of.get(status) ?? 0}</td>`);
    return markup`<tr><th scope="row">${code(table)}</th>${cells}</tr>`;
  });
  return markup`<section><h2 id="tables">Route tables</h2>
<div class="scroll" role="region" aria-labelledby="tables" tabindex="0"><table class="numbers">
<thead><tr><th scope="col">Table</th>${heads}</tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}
