import { alreadyExists, notFound } from '../../errors.ts';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import type { Router } from '../../http/router.ts';
import { canonicalLinks, linkTo, nameOf, projectOf, scopeOf } from '../../links.ts';
import type { Mutation } from '../../operations/mutation.ts';
import { isJson, type Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import { requireNetwork } from '../../backend/lookup.ts';
import { requireName } from '../../backend/names.ts';
import { REGIONS } from '../../backend/locations.ts';
import type { PlainResource } from '../../backend/model.ts';
import { aggregatedOf } from '../aggregated.ts';
import { addCollection, kindOf, mutating, reading } from '../collection.ts';
import { deletionOf, insertionOf } from '../mutations.ts';

type Kind = 'firewalls' | 'addresses';

/** Firewall rules and addresses: kept and shown, so that a cluster can be set up; no packet depends on them. */
export function addFirewallsAndAddresses(router: Router<Endpoint>): void {
  add(router, 'firewalls', 'projects/*/global/firewalls');
  add(router, 'addresses', 'projects/*/regions/*/addresses');
  router.add('PATCH', 'projects/*/global/firewalls/*', mutating('firewalls.patch', firewallChange));
  router.add('GET', 'projects/*/global/networks/*/getEffectiveFirewalls', {
    ...reading('networks.getEffectiveFirewalls', effectiveFirewalls),
    verb: true,
  });
  const places = { kind: 'regions', names: Object.keys(REGIONS) } as const;
  const addresses = (call: ApiCall) => call.service.state.addresses;
  router.add('GET', 'projects/*/aggregated/addresses', aggregatedOf('addresses', places, addresses, plainJson));
}

function add(router: Router<Endpoint>, kind: Kind, path: string): void {
  const store = (call: ApiCall) => call.service.state[kind];
  addCollection(router, {
    name: kind,
    path,
    store,
    render: plainJson,
    insertion: (call) => insertion(call, kind),
    deletion: (call) => deletionOf(call, store(call), () => store(call).delete(call.path)),
  });
}

function insertion(call: ApiCall, kind: Kind) {
  const { state } = call.service;
  const body = isJson(call.body) ? call.body : {};
  const name = requireName(typeof body['name'] === 'string' ? body['name'] : undefined);
  const path = `${call.path}/${name}`;
  if (state[kind].get(path) !== undefined) throw alreadyExists(path);
  const draft = {
    ...state.newResource(path),
    fields: kind === 'firewalls' ? firewall(call, body) : address(call, body),
  };
  return insertionOf(call, draft, () => state[kind].put(draft));
}

function firewall(call: ApiCall, body: Json): Json {
  const reference = typeof body['network'] === 'string' ? body['network'] : 'default';
  const network = requireNetwork(call.service.state, reference, projectOf(call.path));
  return { direction: 'INGRESS', priority: 1000, ...body, network: linkTo(network.path) };
}

/** Changes the fields that are given; a list replaces the one that was there. */
function firewallChange(call: ApiCall): Mutation {
  const { firewalls } = call.service.state;
  const before = firewalls.get(call.path);
  if (before === undefined) throw notFound(call.path);
  const fields = { ...before.fields, ...(isJson(call.body) ? call.body : {}) };
  const finish = () => void firewalls.put({ ...before, fields });
  return { action: call.action, target: call.path, targetId: before.id, finish };
}

/** The network's own rules, and the policies that somebody put above or beside them. */
function effectiveFirewalls(call: ApiCall): object {
  const { state } = call.service;
  const { path } = requireNetwork(state, call.path, projectOf(call.path));
  const rules = state.firewalls.list(`projects/${projectOf(call.path)}/global/firewalls`);
  const mine = rules.filter(({ fields }) => fields['network'] === linkTo(path));
  const shown = mine.map((rule) => plainJson(rule, { ...call, action: 'firewalls.get' }));
  const policies = state.firewallPolicies.get(path) ?? [];
  return {
    ...(shown.length === 0 ? {} : { firewalls: shown }),
    ...(policies.length === 0 ? {} : { firewallPolicys: policies }),
  };
}

function address(call: ApiCall, body: Json): Json {
  const fields = { addressType: 'EXTERNAL', networkTier: 'PREMIUM', status: 'RESERVED', ...body };
  return { address: call.service.state.ids.externalAddress(), region: linkTo(scopeOf(call.path)), ...fields };
}

function plainJson(resource: PlainResource, call: ApiCall): Json {
  const fields = canonicalLinks(resource.fields);
  return {
    ...(isJson(fields) ? fields : {}),
    kind: `compute#${kindOf(call.action)}`,
    id: resource.id,
    creationTimestamp: resourceTime(resource.created),
    name: nameOf(resource.path),
    selfLink: linkTo(resource.path),
  };
}
