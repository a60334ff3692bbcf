import { andMore, MAX_NAMES } from '../../render/first-few.ts';
import { askingNodes, type MapModel, refusedNodes } from '../model/map-model.ts';
import type { BlockStatus } from '../model/classify.ts';
import { type Html, markup } from '../html/markup.ts';
import { code, commaList } from '../html/inline.ts';
import { formatNumber, PROBLEM_STATUSES } from '../html/status-text.ts';

/** What the page says beside the model. */
export interface PageInfo {
  readonly cluster: string;
  readonly cloud: 'aws' | 'gcp';
  /** `region us-east-1`, `project my-project` */
  readonly location: string;
  /** Milliseconds since the epoch. */
  readonly generatedAt: number;
}

/** `2025-03-01 12:34 UTC` */
function formatMinute(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function fact(term: string, value: Html): Html {
  return markup`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

function codes(names: readonly string[]): Html {
  if (names.length === 0) return markup`none`;
  return markup`${commaList(names.slice(0, MAX_NAMES).map(code))}${andMore(names.length)}`;
}

function facts({ cloud, location, generatedAt }: PageInfo, { ranges, nodes, tables, reserved }: MapModel): Html {
  const where = cloud === 'aws' ? 'AWS' : 'Google Cloud';
  const [one, many] = cloud === 'aws' ? ['Route table', 'Route tables'] : ['Network', 'Networks'];
  const iso = new Date(generatedAt).toISOString();
  return markup`<dl class="facts">
${fact('Cluster CIDR', commaList(ranges.map(({ cidr }) => code(cidr))))}
${fact('Cloud', markup`${where}, ${location}`)}
${fact('Nodes', markup`${formatNumber(nodes.length)}`)}
${fact(tables.length === 1 ? one : many, codes(tables))}
${fact('The network’s own', codes(reserved))}
${fact('Seen', markup`<time datetime="${iso}">${formatMinute(generatedAt)}</time>`)}
</dl>`;
}

function problemCounts(counts: ReadonlyMap<BlockStatus, number>): string[] {
  return PROBLEM_STATUSES.flatMap((status) => {
    const found = counts.get(status) ?? 0;
    return found === 0 ? [] : [`${found} ${status}`];
  });
}

function healthMessage(model: MapModel, counts: ReadonlyMap<BlockStatus, number>): Html {
  const { nodes, gaps } = model;
  const problems = problemCounts(counts);
  const refused = refusedNodes(model).length;
  if (refused > 0)
    problems.push(`${refused} ${refused === 1 ? 'node whose claim is' : 'nodes whose claims are'} not accepted`);
  const asking = askingNodes(model).length;
  if (asking > 0) problems.push(`${asking} ${asking === 1 ? 'node waits' : 'nodes wait'} to be told a range`);
  if (problems.length > 0) return markup`<p class="verdict bad">Needs a look: ${problems.join(', ')}.</p>`;
  if (nodes.length === 0) return markup`<p class="verdict">No node states a pod CIDR yet.</p>`;
  // What a listing with holes does not show may be anything.
  if (gaps.length > 0) return markup``;
  return markup`<p class="verdict good">Every node has its routes in every table.</p>`;
}

function listingGaps(gaps: readonly string[]): Html {
  if (gaps.length === 0) return markup``;
  return markup`<div class="verdict bad"><p>The listing has holes: blocks that look free may be used.</p>
<ul>${gaps.map((gap) => markup`<li>${gap}</li>`)}</ul></div>`;
}

export function summary(info: PageInfo, model: MapModel, counts: ReadonlyMap<BlockStatus, number>): Html {
  return markup`<header>
<h1>Pod routes of <bdi>${info.cluster}</bdi></h1>
${facts(info, model)}
${listingGaps(model.gaps)}
${healthMessage(model, counts)}
</header>`;
}
