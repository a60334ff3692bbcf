import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { routeName } from '../../../../shared/gcp/routes/route-name.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { Remediations } from '../advice/remediations.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';
import { shellCommand, withPodCidrVariable } from '../shell-command.ts';
import { gcloud } from './cli-command.ts';
import type { InstanceFacts } from './instances.ts';

/** The quota of static routes, by the name that Cloud Quotas has for it. */
const STATIC_ROUTES_QUOTA = 'compute.googleapis.com/static_routes_per_vpc_network';

export function gcpRemediations(
  { project, networkProject }: GcpConfig,
  instances: readonly Pick<InstanceFacts, 'id' | 'zone'>[],
  podroutes: PodroutesCommand,
): Remediations {
  const zones = new Map(instances.map(({ id, zone }) => [id, zone]));
  const instance = (verb: string, { id, name }: Instance, ...options: readonly string[]) =>
    gcloud(project, 'compute', 'instances', verb, name, `--zone=${zones.get(id) ?? ''}`, ...options);
  const setPodCidr = (node: Instance, value: string) => instance('add-metadata', node, `--metadata=pod-cidr=${value}`);
  return {
    podroutes,
    startNode: (node) => instance('start', node),
    setPodCidr: (node, cidrs) => setPodCidr(node, cidrs.join(' ')),
    setPodCidrByHand: (node) => withPodCidrVariable(node.name, (value) => setPodCidr(node, value)),
    deleteRoute: ({ name, destination }) =>
      gcloud(networkProject, 'compute', 'routes', 'delete', name ?? routeName(destination), '--quiet'),
    showRoute: ({ name, destination }) =>
      gcloud(networkProject, 'compute', 'routes', 'describe', name ?? routeName(destination)),
    showNode: (node) => instance('describe', node, '--format=value(labels,metadata.items)'),
    showPodCidrSource: (node) => instance('describe', node, '--format=value(metadata.items)'),
    listInstances: () => gcloud(project, 'compute', 'instances', 'list', '--format=table(name,zone,metadata.items)'),
    // gcloud has no flag for it: the instance is written to a file, changed there and read again.
    enableIpForwarding: (node) => {
      const file = `${node.name}.yaml`;
      return [
        instance('export', node, `--destination=${file}`),
        shellCommand('sed', '-i.bak', 's/^canIpForward: false$/canIpForward: true/', file),
        instance('update-from-file', node, `--source=${file}`, '--most-disruptive-allowed-action=REFRESH'),
      ].join('\n');
    },
    requestQuotaIncrease: (limit) => {
      const quotas = (...words: readonly string[]) =>
        gcloud(networkProject, 'beta', 'quotas', ...words, '--service=compute.googleapis.com');
      // Only Cloud Quotas itself knows the id that it has for a quota.
      const id = quotas('info', 'list', `--filter=metric=${STATIC_ROUTES_QUOTA}`, '--format=value(quotaId)');
      return `${quotas('preferences', 'create', `--preferred-value=${limit}`)} --quota-id="$(${id})"`;
    },
  };
}
