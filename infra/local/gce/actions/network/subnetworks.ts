import { z } from 'zod';
import { required } from '../../errors.ts';
import type { ApiCall, Endpoint } from '../../http/api-call.ts';
import type { Router } from '../../http/router.ts';
import { linkTo, nameOf, locationOf, projectOf, scopeOf } from '../../links.ts';
import type { Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import { addressAt } from '../../backend/ip.ts';
import { requireNetwork } from '../../backend/lookup.ts';
import { REGIONS } from '../../backend/locations.ts';
import { draftSubnet, putSubnet, removeSubnet } from '../../backend/network/subnets.ts';
import type { Subnet } from '../../backend/model.ts';
import { aggregatedOf } from '../aggregated.ts';
import { bodyOf, text } from '../body.ts';
import { addCollection } from '../collection.ts';
import { deletionOf, insertionOf } from '../mutations.ts';

const schema = z.object({
  name: text,
  description: text,
  network: text,
  ipCidrRange: text,
  internalIpv6Prefix: text,
  secondaryIpRanges: z.array(z.object({ rangeName: text, ipCidrRange: text })).optional(),
});

const store = (call: ApiCall) => call.service.state.subnets;

export function addSubnetworks(router: Router<Endpoint>): void {
  const path = 'projects/*/regions/*/subnetworks';
  addCollection(router, { name: 'subnetworks', path, store, render: subnetJson, insertion, deletion });
  const places = { kind: 'regions', names: Object.keys(REGIONS) } as const;
  router.add('GET', 'projects/*/aggregated/subnetworks', aggregatedOf('subnetworks', places, store, subnetJson));
}

function insertion(call: ApiCall) {
  const { state } = call.service;
  const body = bodyOf(schema, call.body);
  if (body.network === undefined) throw required('resource.network');
  const network = requireNetwork(state, body.network, projectOf(call.path));
  const draft = draftSubnet(state, network, locationOf(call.path), body);
  return insertionOf(call, draft, () => putSubnet(state, draft));
}

function deletion(call: ApiCall) {
  return deletionOf(call, store(call), () => removeSubnet(call.service.state, call.path));
}

function subnetJson(subnet: Subnet): Json {
  return {
    kind: 'compute#subnetwork',
    id: subnet.id,
    creationTimestamp: resourceTime(subnet.created),
    name: nameOf(subnet.path),
    description: subnet.description,
    network: linkTo(subnet.network),
    ipCidrRange: subnet.range,
    gatewayAddress: addressAt(subnet.range, 1n),
    region: linkTo(scopeOf(subnet.path)),
    secondaryIpRanges: subnet.secondaryRanges.length === 0 ? undefined : subnet.secondaryRanges,
    internalIpv6Prefix: subnet.ipv6Range,
    stackType: subnet.ipv6Range === undefined ? 'IPV4_ONLY' : 'IPV4_IPV6',
    purpose: 'PRIVATE',
    privateIpGoogleAccess: false,
    fingerprint: subnet.fingerprint,
    selfLink: linkTo(subnet.path),
  };
}
