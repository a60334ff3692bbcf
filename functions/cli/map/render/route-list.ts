import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Html, markup } from '../html/markup.ts';
import { blockStatusOf } from '../model/classify.ts';
import { statusChip, code, commaList, isolatedText } from '../html/inline.ts';

/** `in rtb-1`, `in both tables`; of what is missing, `in either of the tables`. */
function tablesText(routes: readonly RouteEntry[], tables: readonly string[], isThere: boolean): Html {
  const found = [...new Set(routes.map(({ table }) => table))];
  if (found.length < tables.length || tables.length === 1) return markup`in ${commaList(found.map(code))}`;
  if (tables.length === 2) return markup`in ${isThere ? 'both' : 'either of the'} tables`;
  return markup`in ${isThere ? 'all' : 'any of the'} ${tables.length} tables`;
}

function nextHopText({ target, node, name }: RouteEntry, isKnown: boolean): Html {
  if (target === undefined) return markup`no route`;
  const whose = node === undefined || isKnown ? undefined : markup` (${isolatedText(node.name)})`;
  const called = name === undefined ? undefined : markup` as ${code(name)}`;
  return markup`→ ${code(target)}${whose}${called}`;
}

/** Where packets for a block are sent. What is the same in several tables is said once. */
export function routeList(
  routes: readonly RouteEntry[],
  block: { readonly range: string; readonly nodes: ReadonlySet<string>; readonly tables: readonly string[] },
): Html {
  if (routes.length === 0) return markup`none`;
  const groups = groupBy(routes, ({ destination, target, name, status, reason, node }) =>
    JSON.stringify([destination, target, name, status, reason, node?.id]),
  );
  const items = [...groups.values()].flatMap((same) => {
    const [route] = same;
    if (route === undefined) return [];
    const { destination, reason, node } = route;
    const through = destination === block.range ? undefined : markup`${code(destination)} `;
    const why = reason === undefined ? undefined : markup`<small>${reason}</small>`;
    const leads = nextHopText(route, node !== undefined && block.nodes.has(node.id));
    return [
      markup`<li>${statusChip(blockStatusOf(route))} ${through}${leads} ${tablesText(same, block.tables, route.target !== undefined)}${why}</li>`,
    ];
  });
  return markup`<ul class="routes">${items}</ul>`;
}
