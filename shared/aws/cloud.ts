import { type EC2Client, ModifyNetworkInterfaceAttributeCommand } from '@aws-sdk/client-ec2';
import type { Cloud } from '../reconcile/cloud.ts';
import type { Instance } from '../reconcile/model.ts';
import { ClaimReader } from './claims.ts';
import type { AwsConfig } from './config.ts';
import { calling } from './errors.ts';
import { observeAll, observeNamed } from './observe.ts';
import { createRoute, deleteRoute, readRoute, readTables, replaceRoute, type Tables } from './routes.ts';

/** Turns the source/dest check off on the interface that the node's routes use. */
async function allowForwarding(client: EC2Client, node: Instance): Promise<string | undefined> {
  const via = node.target.ipv4 ?? node.target.ipv6;
  if (via === undefined) return 'has no interface whose source/dest check could be switched off';
  const command = new ModifyNetworkInterfaceAttributeCommand({
    NetworkInterfaceId: via,
    SourceDestCheck: { Value: false },
  });
  await calling('ModifyNetworkInterfaceAttribute', `${via} of ${node.id}`, () => client.send(command));
  return undefined;
}

/**
 * The reconciliation's view of EC2. Keep one for the life of the process: it remembers what instances claim.
 *
 * @param onTables is shown the cluster's tables each time they are read
 */
export function ec2Cloud(client: EC2Client, config: AwsConfig, onTables?: (tables: Tables) => void): Cloud {
  const claims = new ClaimReader(client, config.cluster.name);
  const tables = async () => {
    const read = await readTables(client, config);
    onTables?.(read);
    return read;
  };
  return {
    kind: 'aws',
    observe: ({ everything, hints }) =>
      everything ? observeAll(client, tables, claims, hints) : observeNamed(client, tables, claims, hints),
    readRoute: (table, destination) => readRoute(client, table, destination),
    createRoute: (table, destination, node) => createRoute(client, table, destination, node),
    replaceRoute: (before, node) => replaceRoute(client, before, node),
    deleteRoute: (route) => deleteRoute(client, route),
    allowForwarding: (node) => allowForwarding(client, node),
  };
}
