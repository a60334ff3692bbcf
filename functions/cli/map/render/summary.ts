import { askingNodes, type MapModel, unplacedNodes } from '../model/map-model.ts';
import { type BlockStatus, PROBLEM_STATUSES } from '../model/classify.ts';
import { type Html, markup } from '../html/markup.ts';
import { code, commaList } from '../html/inline.ts';
import { formatNumber } from '../html/status-text.ts';
import { otherFindings } from './other-findings.ts';
import type { PageInfo } from '../page-info.ts';

type Counts = ReadonlyMap<BlockStatus, number>;

/** A count that shows its blocks: by the filter or, without scripts, the first of them in the table. */
function statusLink({ ranges }: MapModel, status: BlockStatus, count: number): Html {
  const first = ranges.flatMap(({ segments }) => segments).find((segment) => segment.status === status);
  return markup`<a href="#r${first?.id}" data-filter="${status}">${formatNumber(count)} ${status}</a>`;
}

function statusLinks(model: MapModel, counts: Counts, statuses: readonly BlockStatus[]): Html[] {
  return statuses.flatMap((status) => {
    const count = counts.get(status) ?? 0;
    return count === 0 ? [] : [statusLink(model, status, count)];
  });
}

function nodeLinks(model: MapModel): Html[] {
  const unplaced = unplacedNodes(model).length;
  const asking = askingNodes(model).length;
  return [
    ...(unplaced === 0
      ? []
      : [markup`<a href="#unplaced">${unplaced} refused ${unplaced === 1 ? 'claim' : 'claims'} outside the map</a>`]),
    ...(asking === 0
      ? []
      : [markup`<a href="#asking">${asking} ${asking === 1 ? 'node waits' : 'nodes wait'} to be told a range</a>`]),
  ];
}

/** What is worth knowing and nothing to mend. */
function stoppedNote(model: MapModel, counts: Counts): Html {
  const links = statusLinks(model, counts, ['stopped']);
  return links.length === 0 ? markup`` : markup`<p>Note: ${links}; its routes work again once the node runs.</p>`;
}

const isSound = ({ nodes, gaps }: MapModel) => nodes.length > 0 && gaps.length === 0;

function healthMessage(model: MapModel, counts: Counts): Html {
  const problems = [...statusLinks(model, counts, PROBLEM_STATUSES), ...nodeLinks(model), ...otherFindings(model)];
  if (problems.length > 0)
    return markup`<p class="verdict bad"><strong>Needs attention: ${commaList(problems)}.</strong></p>`;
  if (model.nodes.length === 0) return markup`<p class="verdict">No node states a pod CIDR yet.</p>`;
  // What a listing with holes does not show may be anything.
  if (!isSound(model)) return markup``;
  return markup`<p class="verdict good"><strong>Every node has its routes in every table.</strong> <a href="#unknown">Not checked</a>: packet filters, quotas, the deployed function, the nodes’ CNI; run ${code('podroutes doctor')}.</p>`;
}

/** What belongs to the verdict and can wait, on a phone until after the map. */
export function remarks({ plan }: PageInfo, model: MapModel, counts: Counts): Html {
  return markup`<div class="remarks">${stoppedNote(model, counts)}
<p>${code('podroutes plan')}: <q>${plan}</q></p></div>`;
}

function listingGaps(gaps: readonly string[]): Html {
  if (gaps.length === 0) return markup``;
  return markup`<div class="verdict bad"><p><strong>The listing is incomplete: blocks that look free may be used.</strong></p>
<ul>${gaps.map((gap) => markup`<li>${gap}</li>`)}</ul></div>`;
}

export function summary({ cluster }: PageInfo, model: MapModel, counts: Counts): Html {
  return markup`<header>
<h1>Pod routes of <bdi>${cluster}</bdi></h1>
${listingGaps(model.gaps)}
${healthMessage(model, counts)}
</header>`;
}
