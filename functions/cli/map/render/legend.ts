import { STATUSES_WORST_FIRST } from '../model/classify.ts';
import type { MapModel } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';
import { statusChip } from '../html/inline.ts';
import { STATUS_MEANINGS } from '../html/status-text.ts';

/** The statuses on this map and what they mean. */
export function legend({ ranges }: MapModel): Html {
  const present = new Set(
    ranges.flatMap(({ segments }) => segments.flatMap(({ status, statusByTable }) => [status, ...statusByTable])),
  );
  const entries = STATUSES_WORST_FIRST.filter((status) => present.has(status)).map(
    (status) => markup`<div><dt>${statusChip(status)}</dt><dd>${STATUS_MEANINGS[status]}</dd></div>`,
  );
  return markup`<section aria-labelledby="legend"><h2 id="legend">Legend</h2>
<dl class="legend">${entries}</dl></section>`;
}
