import type { Cloud } from '../reconcile/cloud.ts';
import type { ComputeClients } from './client.ts';
import type { GcpConfig } from './config.ts';
import { makeContext, type Pacing } from './context.ts';
import { insertRoute, removeRoute } from './edits.ts';
import { observe } from './observe.ts';
import { getRoute, type IdByPath } from './routes.ts';

/** The reconciliation's view of Compute Engine. */
export function computeCloud(clients: ComputeClients, config: GcpConfig, pacing: Pacing = {}): Cloud {
  const context = makeContext(clients, config, pacing);
  let idByPath: IdByPath = new Map();
  return {
    kind: 'gcp',
    async observe({ hints }) {
      const seen = await observe(context, hints);
      idByPath = seen.idByPath;
      return seen.snapshot;
    },
    readRoute: (_table, destination, name) => getRoute(context, destination, idByPath, name),
    createRoute: (_table, destination, node, permit) => insertRoute(context, destination, node, permit),
    async replaceRoute(before, node, permit = {}) {
      // Routes cannot be changed. A crash in between leaves none, which the retry or the next resync makes.
      // Whoever stops in between leaves the node without its route: once begun, it is finished.
      const isRemoved = await removeRoute(context, before, permit);
      if (isRemoved) await insertRoute(context, before.destination, node);
    },
    deleteRoute: async (route, permit = {}) => void (await removeRoute(context, route, permit, permit.signal)),
    allowForwarding: (node) =>
      Promise.resolve(
        node.forwards
          ? undefined
          : 'canIpForward is off, so the network drops its pods’ packets; create it with --can-ip-forward',
      ),
  };
}
