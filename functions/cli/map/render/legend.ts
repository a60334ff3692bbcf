import { STATUSES } from '../model/judge.ts';
import { type Html, markup } from './markup.ts';
import { chip } from './marks.ts';
import { MEANINGS } from './words.ts';

/** What the signs on the map mean. */
export function legend(): Html {
  const entries = STATUSES.map((status) => markup`<div><dt>${chip(status)}</dt><dd>${MEANINGS[status]}</dd></div>`);
  return markup`<section aria-labelledby="legend"><h2 id="legend">What the signs mean</h2>
<dl class="legend">${entries}</dl></section>`;
}
