import { createHash } from 'node:crypto';
import { assets } from '../assets.ts';
import { countBlocks } from '../model/block-counts.ts';
import type { MapModel } from '../model/map-model.ts';
import { blockTable } from './block-table.ts';
import { filterForm } from './filter-form.ts';
import { legend } from './legend.ts';
import { type Html, markup, raw } from '../html/markup.ts';
import { rangeSection } from './range-section.ts';
import { askingNodeList, unplacedNodeList, unstatedNodeList } from './node-lists.ts';
import { adviceSection, unknownSection } from './advice.ts';
import { facts } from './facts.ts';
import type { PageInfo } from '../page-info.ts';
import { remarks, summary } from './summary.ts';
import { tableOverview } from './table-overview.ts';

function cspHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Nothing may be loaded, and nothing runs or is styled but what was written for this page, whatever names it shows. */
function contentSecurityPolicy(style: string, scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    `style-src ${cspHash(style)}`,
    `script-src ${scripts.map(cspHash).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const DETAILS_PANEL = markup`<section class="details closed" aria-labelledby="details" tabindex="0" hidden>
<button type="button">Close</button>
<h2 id="details">Block</h2>
<div aria-live="polite" aria-atomic="true"></div>
<p class="keys">Based on nodes and routes only: see <a href="#unknown">what is not checked</a>.</p>
<p class="keys only-keyboard">Arrow keys move, Home and End jump, Enter goes to the row in the table, <kbd>/</kbd> to the filter from anywhere.</p>
</section>`;

/** The whole page. The same arguments give the same bytes. */
export function renderPage(info: PageInfo, model: MapModel): Html {
  const { style, scripts } = assets();
  const counts = countBlocks(model);
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="podroutes map">
<title>Pod routes of ${info.cluster}</title>
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#blocks">Skip to the table of blocks</a>
${summary(info, model, counts)}
<main>
${remarks(info, model, counts)}
${facts(info, model)}
${filterForm(model, counts)}
<div class="columns">
<div class="ranges">${model.ranges.map((range) => rangeSection(range, model.tables))}</div>
${DETAILS_PANEL}
</div>
${legend(model)}
${unplacedNodeList(model)}
${askingNodeList(model)}
${unstatedNodeList(model)}
${adviceSection(model)}
${unknownSection(info)}
${tableOverview(model)}
${blockTable(model)}
</main>
${scripts.map((script) => markup`<script type="module">${raw(script)}</script>\n`)}</body>
</html>
`;
}
