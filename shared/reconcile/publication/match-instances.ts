import { groupBy } from '../model/group-by.ts';
import type { Provider } from '../model/instance.ts';
import type { KubernetesNode } from './kubernetes-node.ts';
import type { NetworkView, StatingInstance } from './publication-cloud.ts';

/** The instance of a Node, or why there is none. */
export type Match = { readonly instance: StatingInstance } | { readonly reason: string };

/** As the clouds' own controllers write them. Others', such as `k3s://NAME`, name no instance. */
const PROVIDER_ID = {
  aws: /^aws:\/\/.*\/([^/]+)$/,
  gcp: /^gce:\/\/([^/]+\/[^/]+\/[^/]+)$/,
} satisfies Record<Provider, RegExp>;

const SCHEME = { aws: 'aws:', gcp: 'gce:' } satisfies Record<Provider, string>;

/**
 * Finds each Node's instance by its provider ID. Only a Node without one of this cloud is found by its internal address: an
 * address may have been another instance's before.
 */
export function instanceMatcher({ instances }: NetworkView, cloud: Provider): (node: KubernetesNode) => Match {
  const live = instances.filter(({ state }) => state !== 'deleted');
  const byKey = new Map(live.map((each) => [each.providerKey, each]));
  const byAddress = groupBy(
    live.flatMap((instance) => instance.addresses.map((address) => ({ address, instance }))),
    ({ address }) => address,
  );
  const matchByAddress = (addresses: readonly string[]): Match => {
    const found = new Set(addresses.flatMap((each) => byAddress.get(each) ?? []).map(({ instance }) => instance));
    const [instance] = found;
    if (instance !== undefined && found.size === 1) return { instance };
    const list = addresses.join(', ') || 'no internal address';
    return { reason: `${found.size === 0 ? 'no' : 'more than one'} instance of the network has ${list}` };
  };
  return ({ providerId = '', internalAddresses }) => {
    if (!providerId.startsWith(SCHEME[cloud])) return matchByAddress(internalAddresses);
    const instance = byKey.get(PROVIDER_ID[cloud].exec(providerId)?.[1] ?? '');
    return instance === undefined ? { reason: `the network has no instance ${providerId}` } : { instance };
  };
}
