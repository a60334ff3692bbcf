import { andMore, MAX_NAMES } from '../../../../shared/reconcile/model/text/first-few.ts';
import type { Counts } from '../../status/status-counts.ts';
import type { MapModel } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';
import { code, commaList } from '../html/inline.ts';
import { formatNumber } from '../html/status-text.ts';
import type { PageInfo } from '../page-info.ts';

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

const countsText = (counts: Counts) =>
  [...counts].map(([status, count]) => `${formatNumber(count)} ${status}`).join(', ');

/** What the map is of, and when it was made. */
export function facts(
  { cloud, location, generatedAt }: PageInfo,
  { ranges, counts, tables, reserved }: MapModel,
): Html {
  const where = cloud === 'aws' ? 'AWS' : 'Google Cloud';
  const [one, many] = cloud === 'aws' ? ['Route table', 'Route tables'] : ['Network', 'Networks'];
  const iso = new Date(generatedAt).toISOString();
  return markup`<dl class="facts">
${fact('Cluster CIDR', commaList(ranges.map(({ cidr }) => code(cidr))))}
${fact('Cloud', markup`${where}, ${location}`)}
${fact('Nodes', markup`${countsText(counts.nodes)}`)}
${fact('Routes', markup`${countsText(counts.routes)}`)}
${fact(tables.length === 1 ? one : many, codes(tables))}
${fact('Reserved by the VPC', codes(reserved))}
${fact('Read at', markup`<time datetime="${iso}">${formatMinute(generatedAt)}</time>`)}
</dl>`;
}
