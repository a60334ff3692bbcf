import type { RouteEntry } from '../../../../shared/reconcile/route-entries.ts';
import { groupBy } from '../../../../shared/reconcile/group.ts';
import { type Html, markup } from './markup.ts';
import { chip, code, listed, named } from './marks.ts';

/** `in rtb-1`, `in both tables`; of what is missing, `in either of the tables`. */
function inTables(routes: readonly RouteEntry[], tables: readonly string[], isThere: boolean): Html {
  const found = [...new Set(routes.map(({ table }) => table))];
  if (found.length < tables.length || tables.length === 1) return markup`in ${listed(found.map(code))}`;
  if (tables.length === 2) return markup`in ${isThere ? 'both' : 'either of the'} tables`;
  return markup`in ${isThere ? 'all' : 'any of the'} ${tables.length} tables`;
}

function leadsTo({ target, node, name }: RouteEntry, isKnown: boolean): Html {
  if (target === undefined) return markup`no route`;
  const whose = node === undefined || isKnown ? undefined : markup` (${named(node.name)})`;
  const called = name === undefined ? undefined : markup` as ${code(name)}`;
  return markup`→ ${code(target)}${whose}${called}`;
}

/** Where packets for a block are sent. What is the same in several tables is said once. */
export function routeList(
  routes: readonly RouteEntry[],
  block: { readonly range: string; readonly nodes: ReadonlySet<string>; readonly tables: readonly string[] },
): Html {
  if (routes.length === 0) return markup`none`;
  const alike = groupBy(routes, ({ destination, target, name, status, reason, node }) =>
    JSON.stringify([destination, target, name, status, reason, node?.id]),
  );
  const items = [...alike.values()].flatMap((same) => {
    const [route] = same;
    if (route === undefined) return [];
    const { destination, status, reason, node } = route;
    const through = destination === block.range ? undefined : markup`${code(destination)} `;
    const why = reason === undefined ? undefined : markup`<small>${reason}</small>`;
    const leads = leadsTo(route, node !== undefined && block.nodes.has(node.id));
    return [
      markup`<li>${chip(status)} ${through}${leads} ${inTables(same, block.tables, route.target !== undefined)}${why}</li>`,
    ];
  });
  return markup`<ul class="routes">${items}</ul>`;
}
