import { andMore, FEW } from '../../render/first-few.ts';
import { type MapModel, refusedNodes } from '../model/model.ts';
import type { BlockStatus } from '../model/judge.ts';
import { type Html, markup } from './markup.ts';
import { code, listed } from './marks.ts';
import type { About } from './about.ts';
import { grouped, TROUBLES } from './words.ts';

/** `2025-03-01 12:34 UTC` */
function minute(milliseconds: number): string {
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

function fact(term: string, value: Html): Html {
  return markup`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

function codes(names: readonly string[]): Html {
  if (names.length === 0) return markup`none`;
  return markup`${listed(names.slice(0, FEW).map(code))}${andMore(names.length)}`;
}

function facts({ cloud, place, madeAt }: About, { ranges, nodes, tables, reserved }: MapModel): Html {
  const where = cloud === 'aws' ? 'AWS' : 'Google Cloud';
  const [one, many] = cloud === 'aws' ? ['Route table', 'Route tables'] : ['Network', 'Networks'];
  const iso = new Date(madeAt).toISOString();
  return markup`<dl class="facts">
${fact('Cluster CIDR', listed(ranges.map(({ cidr }) => code(cidr))))}
${fact('Cloud', markup`${where}, ${place}`)}
${fact('Nodes', markup`${grouped(nodes.length)}`)}
${fact(tables.length === 1 ? one : many, codes(tables))}
${fact('The network’s own', codes(reserved))}
${fact('Seen', markup`<time datetime="${iso}">${minute(madeAt)}</time>`)}
</dl>`;
}

/** The troubles that blocks have, with how many have each. */
function troublesOf(counts: ReadonlyMap<BlockStatus, number>): string[] {
  return TROUBLES.flatMap((status) => {
    const found = counts.get(status) ?? 0;
    return found === 0 ? [] : [`${found} ${status}`];
  });
}

function verdict(model: MapModel, counts: ReadonlyMap<BlockStatus, number>): Html {
  const { nodes, gaps } = model;
  const troubles = troublesOf(counts);
  const refused = refusedNodes(model).length;
  if (refused > 0)
    troubles.push(`${refused} ${refused === 1 ? 'node whose claim is' : 'nodes whose claims are'} not accepted`);
  if (troubles.length > 0) return markup`<p class="verdict bad">Needs a look: ${troubles.join(', ')}.</p>`;
  if (nodes.length === 0) return markup`<p class="verdict">No node states a pod CIDR yet.</p>`;
  // What a listing with holes does not show may be anything.
  if (gaps.length > 0) return markup``;
  return markup`<p class="verdict good">Every node has its routes in every table.</p>`;
}

function holes(gaps: readonly string[]): Html {
  if (gaps.length === 0) return markup``;
  return markup`<div class="verdict bad"><p>The listing has holes: blocks that look free may be used.</p>
<ul>${gaps.map((gap) => markup`<li>${gap}</li>`)}</ul></div>`;
}

/** What the page is about, and whether all is well. */
export function summary(about: About, model: MapModel, counts: ReadonlyMap<BlockStatus, number>): Html {
  return markup`<header>
<h1>Pod routes of <bdi>${about.cluster}</bdi></h1>
${facts(about, model)}
${holes(model.gaps)}
${verdict(model, counts)}
</header>`;
}
