import type { Ec2Api } from './api/api.ts';
import type { AwsConfig } from './config.ts';
import type { ClaimReader } from './pod-cidr/claim-reader.ts';
import { type ClusterRouteTables, readClusterTables, readTableRoutes } from './routes/route-reads.ts';
import type { Cloud } from '../reconcile/cloud/cloud.ts';
import { coalesceReads } from './routes/coalesced-reads.ts';
import { observeAll, observeScoped } from './observe.ts';
import { createRoute, replaceRoute, deleteRoute } from './routes/route-writes.ts';
import type { WaitingLedger } from './waiting/waiting-ledger.ts';
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
  const tables = async () => {
    const read = await readClusterTables(ec2, config);
    ledger?.update(read);
    onTablesRead?.(read);
    return read;
  };
  const readCoalesced = coalesceReads((table) => readTableRoutes(ec2, table));
  return {
    kind: 'aws',
    observe: (options) =>
      (options.full ? observeAll : observeScoped)({ ec2, readTables: tables, claims, ledger }, options),
    async readRoute(table, destination) {
      const found = (await readCoalesced(table)).filter((route) => route.destination === destination);
      // There may be a propagated route beside ours, which does not count then.
      return found.find(({ nextHop }) => nextHop.kind === 'instance') ?? found[0];
    },
    createRoute: (table, destination, node, options) => createRoute(ec2, table, destination, node, options),
    replaceRoute: (before, node, options) => replaceRoute(ec2, before, node, options),
    deleteRoute: (route, options) => deleteRoute(ec2, route, options),
    enableIpForwarding: (node, options = {}) => disableSourceDestCheck(ec2, node, options),
    ...(ledger === undefined ? {} : { recordWaiting: (record) => ledger.record(record) }),
  };
}
