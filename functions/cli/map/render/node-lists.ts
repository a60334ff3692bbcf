import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { formatFreeRanges } from '../../render/free-ranges.ts';
import { askingNodes, type MapModel, refusedNodes } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';
import { code, isolatedText } from '../html/inline.ts';

function nodeItem(node: Instance, reasons: readonly string[]): Html {
  const why = reasons.map((reason) => markup`<small>${reason}</small>`);
  return markup`<li><strong>${isolatedText(node.name)}</strong> ${code(node.id)}${why}</li>`;
}

/** Nodes that state what is not accepted, or not all of it, with the reasons. Not all of them have a place on the map. */
export function refusedNodeList(model: MapModel): Html {
  const items = refusedNodes(model).map(({ node, reasons }) => nodeItem(node, reasons));
  if (items.length === 0) return markup``;
  return markup`<section aria-labelledby="refused"><h2 id="refused">Claims that are not accepted</h2><ul class="nodes">${items}</ul></section>`;
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
