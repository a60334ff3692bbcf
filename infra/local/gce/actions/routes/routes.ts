import { z } from 'zod';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import { isGcloud } from '../../http/callers.ts';
import type { Router } from '../../http/router.ts';
import { linkTo, nameOf, projectOf } from '../../links.ts';
import type { Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import { draftRoute, putRoute, refuseEqualRoute, refuseSubnetRoute, removeRoute } from '../../backend/routes/routes.ts';
import type { NextHop, Route } from '../../backend/model.ts';
import { warningsOf } from '../../backend/routes/warnings.ts';
import { bodyOf, text, texts } from '../body.ts';
import { addCollection } from '../collection.ts';
import { deletionOf, insertionOf } from '../mutations.ts';

const schema = z.object({
  name: text,
  network: text,
  destRange: text,
  priority: z.number().optional(),
  description: text,
  tags: texts,
  nextHopIp: text,
  nextHopInstance: text,
  nextHopGateway: text,
  nextHopIlb: text,
  nextHopVpnTunnel: text,
});

const store = (call: ApiCall) => call.service.state.routes;

/** Routes cannot be changed, only made and deleted. */
export function addRoutes(router: Router<Endpoint>): void {
  const path = 'projects/*/global/routes';
  addCollection(router, { name: 'routes', path, store, render: routeJson, insertion, deletion });
}

function insertion(call: ApiCall) {
  const { state } = call.service;
  const draft = draftRoute(state, projectOf(call.path), bodyOf(schema, call.body));
  refuseEqualRoute(state, draft);
  return { ...insertionOf(call, draft, () => putRoute(state, draft)), network: draft.network };
}

function deletion(call: ApiCall) {
  const route = store(call).get(call.path);
  const deletion = () => deletionOf(call, store(call), () => removeRoute(call.service.state, call.path));
  if (route === undefined) return deletion();
  refuseSubnetRoute(route);
  return { ...deletion(), network: route.network };
}

function routeJson(route: Route, call: ApiCall): Json {
  const warnings = warningsOf(call.service.state, route);
  return {
    kind: 'compute#route',
    id: route.id,
    creationTimestamp: resourceTime(route.created),
    name: nameOf(route.path),
    description: route.description,
    network: linkTo(route.network),
    destRange: route.destRange,
    priority: route.priority,
    ...nextHopJson(route.nextHop, call),
    ...(route.tags.length === 0 ? {} : { tags: route.tags }),
    ...(warnings.length === 0 ? {} : { warnings }),
    routeStatus: 'ACTIVE',
    routeType: route.origin === 'subnet' ? 'SUBNET' : 'STATIC',
    selfLink: linkTo(route.path),
  };
}

/**
 * gcloud is not told the next hop of subnet routes: it prints as a network's name, where the tutorial's table,
 * made with an older gcloud, has an empty cell.
 */
function nextHopJson({ field, value }: NextHop, call: ApiCall): Json {
  if (field === 'nextHopNetwork' && isGcloud(call.caller.userAgent)) return {};
  return { [field]: value.startsWith('projects/') ? linkTo(value) : value };
}
