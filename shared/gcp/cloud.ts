import type { Cloud } from '../reconcile/cloud.ts';
import type { ComputeClients } from './client.ts';
import type { GcpConfig } from './config.ts';
import { PATIENT, type Patience } from './calling.ts';
import { observe } from './observe.ts';
import { insertRoute, removeRoute } from './edits.ts';
import { getRoute, type IdByPath } from './routes.ts';

/** The reconciliation's view of Compute Engine. */
export function computeCloud(clients: ComputeClients, config: GcpConfig, patience: Patience = PATIENT): Cloud {
  const context = { clients, config, patience };
  let idByPath: IdByPath = new Map();
  return {
    kind: 'gcp',
    async observe({ hints }) {
      const seen = await observe(context, hints);
      idByPath = seen.idByPath;
      return seen.snapshot;
    },
    readRoute: (_table, destination, name) => getRoute(context, destination, idByPath, name),
    createRoute: (_table, destination, node) => insertRoute(context, destination, node),
    async replaceRoute(before, node) {
      // Routes cannot be changed. A crash in between leaves none, which the retry or the next resync makes.
      await removeRoute(context, before);
      await insertRoute(context, before.destination, node);
    },
    deleteRoute: (route) => removeRoute(context, route),
    allowForwarding: (node) =>
      Promise.resolve(
        node.forwards
          ? undefined
          : 'canIpForward is off, so the network drops its pods’ packets; create it with --can-ip-forward',
      ),
  };
}
