import { ApiError } from '../errors.ts';
import { readerFor, type ApiCall, type Endpoint } from '../http/api-call.ts';
import { linkTo, locationOf, projectOf } from '../links.ts';
import type { Json } from '../query/json.ts';
import type { Store } from '../backend/store.ts';
import type { Resource } from '../backend/model.ts';
import { kindOf, pageOf, reading, type Render } from './collection.ts';

interface Places {
  readonly kind: 'zones' | 'regions';
  readonly names: readonly string[];
}

/** The list of a collection over all its zones or regions, each of which shows up on every page. */
export function aggregatedOf<T extends Resource>(
  collection: string,
  places: Places,
  store: (call: ApiCall) => Store<T>,
  render: Render<T>,
): Endpoint {
  return reading(`${collection}.aggregatedList`, (call) => {
    const { unreachableZones } = call.service;
    const scope = `projects/${projectOf(call.path)}/${places.kind}`;
    const unreachables = places.names.filter((name) => unreachableZones.has(name)).map((name) => `${scope}/${name}`);
    requirePartialSuccess(call, unreachables);
    const reader = readerFor(call, store(call));
    const resources = places.names
      .filter((name) => !unreachableZones.has(name))
      .flatMap((name) => reader.list(`${scope}/${name}/${collection}`));
    const page = pageOf(call, resources, (resource) => resource.path, render);
    const byPlace = Map.groupBy(page.items, ({ resource }) => locationOf(resource.path));
    const items = places.names.map((name) => {
      const found = byPlace.get(name)?.map(({ json }) => json);
      const key = `${places.kind}/${name}`;
      return [key, found === undefined ? warned(key, unreachableZones.has(name)) : { [collection]: found }] as const;
    });
    return {
      kind: `compute#${kindOf(call.action)}AggregatedList`,
      id: call.path,
      items: Object.fromEntries(items),
      nextPageToken: page.nextPageToken,
      ...(unreachables.length === 0 ? {} : { unreachables }),
      selfLink: linkTo(call.path),
    };
  });
}

/** Who does not ask for partial success gets nothing while something cannot be reached: kubernetes/autoscaler#7923. */
function requirePartialSuccess({ query, service }: ApiCall, [unreachable]: readonly string[]): void {
  const { partialSuccess } = service.state.variants;
  const asked = query.get('returnPartialSuccess');
  if (partialSuccess === 'unknown' && asked !== null) {
    throw new ApiError('badRequest', 'Unknown name "returnPartialSuccess": Cannot bind query parameter.');
  }
  if (unreachable === undefined || partialSuccess !== 'on-request' || /^true$/i.test(asked ?? '')) return;
  throw new ApiError('backendError', `The zone '${unreachable}' is currently unavailable.`);
}

/** The entry of a place that has nothing on this page, or cannot be asked. */
function warned(scope: string, unreachable: boolean): Json {
  const code = unreachable ? 'UNREACHABLE' : 'NO_RESULTS_ON_PAGE';
  const message = unreachable
    ? `The scope '${scope}' is unreachable.`
    : `There are no results for scope '${scope}' on this page.`;
  return { warning: { code, message, data: [{ key: 'scope', value: scope }] } };
}
