import { STATUSES_WORST_FIRST } from '../model/classify.ts';
import { type Html, markup } from '../html/markup.ts';
import { statusChip } from '../html/inline.ts';
import { STATUS_MEANINGS } from '../html/status-text.ts';

/** What the signs on the map mean. */
export function legend(): Html {
  const entries = STATUSES_WORST_FIRST.map(
    (status) => markup`<div><dt>${statusChip(status)}</dt><dd>${STATUS_MEANINGS[status]}</dd></div>`,
  );
  return markup`<section aria-labelledby="legend"><h2 id="legend">What the signs mean</h2>
<dl class="legend">${entries}</dl></section>`;
}
