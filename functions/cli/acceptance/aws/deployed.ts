import { DescribeRouteTablesCommand } from '@aws-sdk/client-ec2';
import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { clusterTag } from '../../../../shared/aws/names.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { DeploymentReader, type DeployedFunction as Found } from '../../doctor/aws/deployment/reader.ts';
import type { Io } from '../../io.ts';
import { awsClientConfig } from '../../target/aws-client.ts';
import { assertForAcceptance, type DeployedFunction } from '../deployed.ts';

/** Where outcomes are published, or why no run can see them. */
export type OutcomeBus =
  { readonly kind: 'bus'; readonly bus: string } | { readonly kind: 'out-of-sight'; readonly why: string };

export interface DeployedOnAws extends DeployedFunction {
  readonly outcomeBus: OutcomeBus;
}

/** Rules can be made on a bus of one's own account and region only. */
function outcomeBusOf({ arn, options: { eventBus: bus } }: Pick<Found, 'arn' | 'options'>): OutcomeBus {
  if (bus === undefined) return { kind: 'out-of-sight', why: 'the function publishes none: it has no EVENT_BUS_NAME' };
  const placeOf = (text: string) => text.split(':').slice(3, 5).join();
  if (!bus.startsWith('arn:') || placeOf(bus) === placeOf(arn)) return { kind: 'bus', bus };
  return { kind: 'out-of-sight', why: "the function's bus is in another account or region" };
}

async function tablesOf({ client, call }: Ec2Api, cluster: string): Promise<string[]> {
  const Filters = [{ Name: 'tag-key', Values: [clusterTag(cluster)] }];
  const send = () => client.send(new DescribeRouteTablesCommand({ Filters }));
  const { RouteTables = [] } = await call('DescribeRouteTables', cluster, send);
  return RouteTables.map(({ RouteTableId = '' }) => RouteTableId);
}

async function countDeadLetters(reader: DeploymentReader): Promise<number> {
  const queues = await Promise.all([reader.deadLetterQueue(), reader.undeliveredQueue()]);
  return queues.reduce((sum, queue) => sum + (queue?.messageCount ?? 0), 0);
}

export async function openDeployed(
  ec2: Ec2Api,
  cluster: string,
  settings: SettingsSource,
  { requestTimeout }: Io,
): Promise<DeployedOnAws> {
  // A new one for each look: it reads everything once.
  const newReader = () => new DeploymentReader(cluster, awsClientConfig(settings), requestTimeout);
  const found = assertForAcceptance({
    cluster,
    found: await newReader().function(),
    taken: await tablesOf(ec2, cluster),
  });
  return { cluster, outcomeBus: outcomeBusOf(found), deadLetters: () => countDeadLetters(newReader()) };
}
