import { z } from 'zod';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import { linkTo, nameOf, projectOf } from '../../links.ts';
import type { Router } from '../../http/router.ts';
import type { Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import { draftNetwork, putNetwork, removeNetwork } from '../../backend/network/networks.ts';
import type { Network } from '../../backend/model.ts';
import { bodyOf, flag, text } from '../body.ts';
import { addCollection } from '../collection.ts';
import { deletionOf, insertionOf } from '../mutations.ts';

const schema = z.object({
  name: text,
  description: text,
  autoCreateSubnetworks: flag,
  routingConfig: z.object({ routingMode: text }).optional(),
});

const store = (call: ApiCall) => call.service.state.networks;

export function addNetworks(router: Router<Endpoint>): void {
  const path = 'projects/*/global/networks';
  addCollection(router, { name: 'networks', path, store, render: networkJson, insertion, deletion });
}

function insertion(call: ApiCall) {
  const { state } = call.service;
  const draft = draftNetwork(state, projectOf(call.path), bodyOf(schema, call.body));
  return insertionOf(call, draft, () => putNetwork(state, draft));
}

function deletion(call: ApiCall) {
  return deletionOf(call, store(call), () => removeNetwork(call.service.state, call.path));
}

function networkJson(network: Network, call: ApiCall): Json {
  const { state } = call.service;
  const subnets = [...state.subnetsByNetwork.of(network.path)];
  return {
    kind: 'compute#network',
    id: network.id,
    creationTimestamp: resourceTime(network.created),
    name: nameOf(network.path),
    description: network.description,
    autoCreateSubnetworks: network.autoCreateSubnetworks,
    ...(subnets.length === 0 ? {} : { subnetworks: subnets.map(linkTo) }),
    routingConfig: { routingMode: network.routingMode },
    networkFirewallPolicyEnforcementOrder: 'AFTER_CLASSIC_FIREWALL',
    selfLink: linkTo(network.path),
    selfLinkWithId: linkTo(`projects/${projectOf(network.path)}/global/networks/${network.id}`),
  };
}
