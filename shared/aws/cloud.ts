import { type Ec2Api, readsUntil } from './api/api.ts';
import type { AwsConfig } from './config.ts';
import type { ClaimReader } from './pod-cidr/claim-reader.ts';
import { type ClusterRouteTables, readClusterTables, readTableRoutes } from './routes/route-reads.ts';
import type { Cloud } from '../reconcile/cloud/cloud.ts';
import { coalesceReads } from '../reconcile/cloud/coalesced-reads.ts';
import { observeAll, observeScoped } from './observe.ts';
import { createRoute, replaceRoute, deleteRoute } from './routes/route-writes.ts';
import type { WaitingLedger } from './waiting/waiting-ledger.ts';
import { writePodCidrTag } from './pod-cidr/pod-cidr-tag.ts';
import { disableSourceDestCheck } from './routes/ip-forwarding.ts';

export interface CloudOptions {
  readonly onTablesRead?: (tables: ClusterRouteTables) => void;
  /** Who waits for a range; only a function that answers events needs to know. */
  readonly ledger?: WaitingLedger;
}

/** @param claims kept for the life of the process: it caches what instances claim */
export function ec2Cloud(
  ec2: Ec2Api,
  config: AwsConfig,
  claims: ClaimReader,
  { onTablesRead, ledger }: CloudOptions = {},
): Cloud {
  const tables = async (reader: Ec2Api) => {
    const read = await readClusterTables(reader, config);
    ledger?.update(read);
    onTablesRead?.(read);
    return read;
  };
  const readCoalesced = coalesceReads((table, end) => readTableRoutes(readsUntil(ec2, end), table));
  return {
    kind: 'aws',
    ipForwarding: { kind: 'switchable', enable: (node, options = {}) => disableSourceDestCheck(ec2, node, options) },
    observe: (options) => {
      const reader = readsUntil(ec2, options.end);
      return (options.full ? observeAll : observeScoped)(
        { ec2: reader, readTables: () => tables(reader), claims, ledger, clusterCidrs: config.cluster.cidrs },
        options,
      );
    },
    async readRoute(table, destination, _name, end) {
      const found = (await readCoalesced(table, end)).filter((route) => route.destination === destination);
      // There may be a propagated route beside ours, which does not count then.
      return found.find(({ nextHop }) => nextHop.kind === 'instance') ?? found[0];
    },
    readTable: readCoalesced,
    tellPodCidrs: (node, cidrs, options) => writePodCidrTag(ec2, node, cidrs, options),
    createRoute: (table, destination, node, options) => createRoute(ec2, table, destination, node, options),
    async replaceRoute(before, node, options) {
      await replaceRoute(ec2, before, node, options);
      ledger?.forgetRoute(before);
    },
    deleteRoute: (route, options) => deleteRoute(ec2, route, options),
    ...(ledger === undefined ? {} : { recordWaiting: (record) => ledger.record(record) }),
  };
}
