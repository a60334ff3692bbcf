import { type MapModel, refusedNodes } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';
import { code, isolatedText } from '../html/inline.ts';

/** Nodes that state what is not accepted, or not all of it, with the reasons. Not all of them have a place on the map. */
export function refusedNodeList(model: MapModel): Html {
  const items = refusedNodes(model).map(({ node, reasons }) => {
    const why = reasons.map((reason) => markup`<small>${reason}</small>`);
    return markup`<li><strong>${isolatedText(node.name)}</strong> ${code(node.id)}${why}</li>`;
  });
  if (items.length === 0) return markup``;
  return markup`<section aria-labelledby="refused"><h2 id="refused">Claims that are not accepted</h2><ul class="nodes">${items}</ul></section>`;
}
