import type { Cloud } from '../reconcile/cloud/cloud.ts';
import type { ComputeClients } from './api/client.ts';
import type { GcpConfig } from './config.ts';
import { makeComputeApi, readsUntil, type CallPolicy } from './api/api.ts';
import { changesInTurn } from './api/busy-network.ts';
import { createRoute, deleteRoute } from './routes/route-writes.ts';
import { replaceRoute } from './routes/route-replacement.ts';
import { observe } from './observe.ts';
import { CloudError } from '../reconcile/cloud/cloud-error.ts';
import { coalesceReads } from '../reconcile/cloud/coalesced-reads.ts';
import { writePodCidrMetadata } from './pod-cidr-metadata.ts';
import { zoneOf } from './names.ts';
import { findRoute, getRoute, listRoutes } from './routes/route-reads.ts';
import type { InstanceIdByPath } from './routes/next-hop.ts';

export function computeCloud(clients: ComputeClients, config: GcpConfig, policy: CallPolicy = {}): Cloud {
  const api = makeComputeApi(clients, config, policy);
  const makeChange = changesInTurn(api);
  let idByPath: InstanceIdByPath = new Map();
  const readTable = coalesceReads(async (_table, end) => (await listRoutes(readsUntil(api, end), idByPath)).routes);
  return {
    kind: 'gcp',
    // https://cloud.google.com/vpc/docs/using-routes#canipforward
    ipForwarding: {
      kind: 'fixed',
      reason:
        'canIpForward is off, so the network drops its pods’ packets; set it with an update that restarts it, or create it with --can-ip-forward',
    },
    async observe({ hints, end }) {
      const observation = await observe(readsUntil(api, end), hints);
      idByPath = observation.idByPath;
      return observation.snapshot;
    },
    readRoute(_table, destination, name, end) {
      const reader = readsUntil(api, end);
      return name === undefined
        ? findRoute(reader, destination, idByPath)
        : getRoute(reader, destination, idByPath, name);
    },
    readTable,
    async tellPodCidrs(node, cidrs, options) {
      const zone = zoneOf(node.id, idByPath);
      if (zone === undefined) {
        throw new CloudError('target-not-found', 'InstanceNotFound', `instance ${node.name} is not listed any more`);
      }
      // By its id: another instance has its name once a group has recreated it.
      await writePodCidrMetadata(api, { zone, instance: node.id }, cidrs, options);
    },
    createRoute: (_table, destination, node, options) =>
      makeChange((writer) => createRoute(writer, destination, node, idByPath, options)),
    replaceRoute: (before, node, options = {}) =>
      makeChange((writer) => replaceRoute(writer, before, node, idByPath, options), options.precondition),
    async deleteRoute(route, options = {}) {
      // The precondition waits for the other changes of a batch: it has to come before one of them waits for this one.
      await makeChange((writer) => deleteRoute(writer, route, options, options.signal), options.precondition);
    },
  };
}
