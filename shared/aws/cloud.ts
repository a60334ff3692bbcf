import { ModifyNetworkInterfaceAttributeCommand } from '@aws-sdk/client-ec2';
import type { Cloud, Permit } from '../reconcile/cloud.ts';
import type { Instance } from '../reconcile/model.ts';
import type { ClaimReader } from './claims.ts';
import type { Ec2 } from './client.ts';
import type { AwsConfig } from './config.ts';
import { createRoute, deleteRoute, replaceRoute } from './edits.ts';
import { sharedReads } from './fresh-routes.ts';
import { observeAll, observeNamed } from './observe.ts';
import { readRoutes, readTables, type Tables } from './routes.ts';

/** Turns the source/dest check off on the interface that the node's routes use. */
async function allowForwarding({ client, call }: Ec2, node: Instance, permit: Permit): Promise<string | undefined> {
  const via = node.target.ipv4 ?? node.target.ipv6;
  if (via === undefined) return 'has no interface whose source/dest check could be switched off';
  const command = new ModifyNetworkInterfaceAttributeCommand({
    NetworkInterfaceId: via,
    SourceDestCheck: { Value: false },
  });
  const action = 'ModifyNetworkInterfaceAttribute';
  await call(action, `${via} of ${node.id}`, () => client.send(command), permit.signal);
  return undefined;
}

/**
 * The reconciliation's view of EC2.
 *
 * @param claims kept for the life of the process: it remembers what instances claim
 * @param onTables is shown the cluster's tables each time they are read
 */
export function ec2Cloud(ec2: Ec2, config: AwsConfig, claims: ClaimReader, onTables?: (tables: Tables) => void): Cloud {
  const tables = async () => {
    const read = await readTables(ec2, config);
    onTables?.(read);
    return read;
  };
  const freshRoutes = sharedReads((table) => readRoutes(ec2, table));
  return {
    kind: 'aws',
    observe: (ask) => (ask.everything ? observeAll : observeNamed)(ec2, tables, claims, ask),
    async readRoute(table, destination) {
      const found = (await freshRoutes(table)).filter((route) => route.destination === destination);
      // Beside the one that can be edited there may be a propagated one, which does not count then.
      return found.find(({ hop }) => hop.kind === 'instance') ?? found[0];
    },
    createRoute: (table, destination, node, permit) => createRoute(ec2, table, destination, node, permit),
    replaceRoute: (before, node, permit) => replaceRoute(ec2, before, node, permit),
    deleteRoute: (route, permit) => deleteRoute(ec2, route, permit),
    allowForwarding: (node, permit = {}) => allowForwarding(ec2, node, permit),
  };
}
