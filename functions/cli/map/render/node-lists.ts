import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { formatFreeRanges } from '../../render/free-ranges.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { askingNodes, type MapModel, unplacedNodes } from '../model/map-model.ts';
import { refusedRanges } from '../model/range-usage.ts';
import { type Html, markup } from '../html/markup.ts';
import { code, commaList, isolatedText } from '../html/inline.ts';

function nodeItem(node: Instance, reasons: readonly string[]): Html {
  const why = reasons.map((reason) => markup`<small>${reason}</small>`);
  return markup`<li><strong>${isolatedText(node.name)}</strong> ${code(node.id)}${why}</li>`;
}

/** Found by the addresses too that it claims: only what is a range, since any other text may be a secret. */
function unplacedItem(entry: NodeEntry): Html {
  const { node, reasons } = entry;
  const ranges = refusedRanges(entry);
  const claims = ranges.length === 0 ? undefined : markup` claims ${commaList(ranges.map(code))}`;
  const why = reasons.map((reason) => markup`<small>${reason}</small>`);
  return markup`<li data-claims="${ranges.join(' ')}"><span class="chip" data-s="refused">refused</span> <strong>${isolatedText(node.name)}</strong> ${code(node.id)}${claims}${why}</li>`;
}

/** Nodes whose claim is not accepted and has no place on a block: it is outside the cluster's ranges, wider, or unreadable. */
export function unplacedNodeList(model: MapModel): Html {
  const items = unplacedNodes(model).map(unplacedItem);
  if (items.length === 0) return markup``;
  return markup`<section class="unplaced" aria-labelledby="unplaced"><h2 id="unplaced">Refused claims outside the map</h2><ul class="nodes">${items}</ul></section>`;
}

/** Nodes that wait for a range, or to be told it, and how many are free. */
export function askingNodeList(model: MapModel): Html {
  const items = askingNodes(model).map(({ node, reasons }) => nodeItem(node, reasons));
  if (items.length === 0) return markup``;
  const free = markup`<p>Free ranges: ${formatFreeRanges(model.freeRanges)}.</p>`;
  return markup`<section aria-labelledby="asking"><h2 id="asking">Nodes that ask for a range</h2>${free}<ul class="nodes">${items}</ul></section>`;
}

/** Instances that may be forgotten nodes: they have no place on the map. */
export function unstatedNodeList({ unstated }: MapModel): Html {
  const items = unstated.map(({ node, note }) => nodeItem(node, [note.reason]));
  if (items.length === 0) return markup``;
  return markup`<section aria-labelledby="unstated"><h2 id="unstated">Instances that state no pod CIDR</h2><ul class="nodes">${items}</ul></section>`;
}
