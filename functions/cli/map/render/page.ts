import { createHash } from 'node:crypto';
import { assets } from '../assets.ts';
import { countBlocks } from '../model/count.ts';
import type { MapModel } from '../model/model.ts';
import type { About } from './about.ts';
import { blockTable } from './block-table.ts';
import { filterForm } from './filter-form.ts';
import { legend } from './legend.ts';
import { type Html, markup, raw } from './markup.ts';
import { rangeSection } from './range.ts';
import { refusedList } from './refused-nodes.ts';
import { summary } from './summary.ts';
import { tableOverview } from './table-overview.ts';

function source(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing may be loaded, and nothing runs or is styled but what was written for this page, whatever names it shows. */
function policy(style: string, scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${source(style)}`,
    `script-src ${scripts.map(source).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const DETAILS = markup`<section class="details" aria-labelledby="details" tabindex="0" hidden>
<h2 id="details">Block</h2>
<div aria-live="polite" aria-atomic="true"></div>
<p class="keys">Arrow keys move, Home and End jump, Enter goes to the row in the table, <kbd>/</kbd> to the filter.</p>
</section>`;

/** The whole page. The same model and `about` give the same bytes. */
export function page(about: About, model: MapModel): Html {
  const { style, scripts } = assets();
  const counts = countBlocks(model);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="podroutes map">
<title>Pod routes of ${about.cluster}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#blocks">Skip to the table of blocks</a>
${summary(about, model, counts)}
<main>
${filterForm(model, counts)}
<div class="columns">
<div class="ranges">${model.ranges.map((range) => rangeSection(range, model.tables))}</div>
${DETAILS}
</div>
${tableOverview(model)}
${refusedList(model)}
${blockTable(model)}
${legend()}
</main>
${scripts.map((script) => markup`<script type="module">${raw(script)}</script>\n`)}</body>
</html>
`;
}
