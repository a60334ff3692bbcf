import { expect, it } from 'vitest';
import { ROUTE_FIELDS } from '../../../shared/gcp/api/field-mask.ts';
import { nextHopName } from '../../../shared/gcp/routes/next-hop.ts';

const LINK = 'https://www.googleapis.com/compute/v1/projects/p';

it.each([
  ['nextHopIp', '10.240.0.20', '10.240.0.20'],
  ['nextHopInstance', `${LINK}/zones/z/instances/worker-0`, 'worker-0'],
  ['nextHopGateway', `${LINK}/global/gateways/default-internet-gateway`, 'default-internet-gateway'],
  ['nextHopPeering', 'to-other', 'to-other'],
  ['nextHopIlb', `${LINK}/regions/r/forwardingRules/balancer`, 'balancer'],
  ['nextHopIlb', '10.240.0.99', '10.240.0.99'],
  ['nextHopVpnTunnel', `${LINK}/regions/r/vpnTunnels/tunnel`, 'tunnel'],
  ['nextHopHub', 'https://www.googleapis.com/networkconnectivity/v1/projects/p/locations/global/hubs/hub', 'hub'],
  ['nextHopInterconnectAttachment', `${LINK}/regions/r/interconnectAttachments/attachment`, 'attachment'],
  ['nextHopNetwork', `${LINK}/global/networks/net`, 'net'],
])('a next hop in %s, which a listing asks for, is told by its name', (field, value, name) => {
  expect(nextHopName({ [field]: value })).toBe(name);
  expect(ROUTE_FIELDS).toContain(field);
});

it('a next hop of a kind that is not known is told by a dash', () => {
  expect(nextHopName({})).toBe('-');
});
