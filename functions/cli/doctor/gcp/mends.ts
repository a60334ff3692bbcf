import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { routeName } from '../../../../shared/gcp/names.ts';
import type { Instance } from '../../../../shared/reconcile/model.ts';
import type { Mends } from '../judge/mends.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import { commandLine } from '../shell.ts';
import { gcloud } from './command.ts';
import type { Machine } from './machines.ts';

/** The quota of static routes, by the name that Cloud Quotas has for it. */
const QUOTA = 'compute.googleapis.com/static_routes_per_vpc_network';

export function gcpMends(
  { project, networkProject }: GcpConfig,
  machines: readonly Machine[],
  podroutes: PodroutesCommand,
): Mends {
  const zones = new Map(machines.map(({ id, zone }) => [id, zone]));
  const instance = (verb: string, { id, name }: Instance, ...options: readonly string[]) =>
    gcloud(project, 'compute', 'instances', verb, name, `--zone=${zones.get(id) ?? ''}`, ...options);
  return {
    podroutes,
    startNode: (node) => instance('start', node),
    statePodCidr: (node, cidr) => instance('add-metadata', node, `--metadata=pod-cidr=${cidr}`),
    deleteRoute: ({ name, destination }) =>
      gcloud(networkProject, 'compute', 'routes', 'delete', name ?? routeName(destination), '--quiet'),
    showNodeData: (node) => instance('describe', node, '--format=value(metadata.items)'),
    listInstances: () => gcloud(project, 'compute', 'instances', 'list', '--format=table(name,zone,metadata.items)'),
    // gcloud has no flag for it: the instance is written to a file, changed there and read again.
    forward: (node) => {
      const file = `${node.name}.yaml`;
      return [
        instance('export', node, `--destination=${file}`),
        commandLine('sed', '-i.bak', 's/^canIpForward: false$/canIpForward: true/', file),
        instance('update-from-file', node, `--source=${file}`, '--most-disruptive-allowed-action=REFRESH'),
      ].join('\n');
    },
    askForRoutes: (limit) => {
      const quotas = (...words: readonly string[]) =>
        gcloud(networkProject, 'beta', 'quotas', ...words, '--service=compute.googleapis.com');
      // Only Cloud Quotas itself knows the id that it has for a quota.
      const id = quotas('info', 'list', `--filter=metric=${QUOTA}`, '--format=value(quotaId)');
      return `${quotas('preferences', 'create', `--preferred-value=${limit}`)} --quota-id="$(${id})"`;
    },
  };
}
