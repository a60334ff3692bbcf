import { describe, expect, it } from 'vitest';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { type LocalKubernetes, startLocalKubernetes } from '../../../../infra/local/kubernetes.ts';

/** The official client, as anybody makes it. */
function clientOf({ kubeconfig }: LocalKubernetes): CoreV1Api {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return config.makeApiClient(CoreV1Api);
}

async function withNodes(
  names: readonly string[],
  work: (kubernetes: LocalKubernetes, core: CoreV1Api) => Promise<void>,
) {
  const kubernetes = await startLocalKubernetes();
  try {
    for (const name of names)
      kubernetes.nodes.put({ name, podCidrs: ['10.200.0.0/24'], internalAddresses: ['10.240.0.20'] });
    await work(kubernetes, clientOf(kubernetes));
  } finally {
    await kubernetes.close();
  }
}

const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

describe('the local Kubernetes', () => {
  it('lists in pages, whose version is that of the first', () =>
    withNodes(['a', 'b', 'c'], async ({ nodes }, core) => {
      const first = await core.listNode({ limit: 2 });
      expect(first.items.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b']);
      nodes.put({ name: 'd' });
      const rest = await core.listNode({ limit: 2, _continue: first.metadata?._continue ?? '' });
      expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['c', 'd']);
      expect(rest.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
      nodes.compact();
      expect(await codeOf(core.listNode({ limit: 2, _continue: first.metadata?._continue ?? '' }))).toBe(410);
    }));

  it('shows one Node, and says which it does not have', () =>
    withNodes(['a'], async (_, core) => {
      const { spec, status } = await core.readNode({ name: 'a' });
      expect([spec?.podCIDR, spec?.podCIDRs]).toEqual(['10.200.0.0/24', ['10.200.0.0/24']]);
      expect(status?.addresses).toMatchObject([{ type: 'InternalIP', address: '10.240.0.20' }]);
      expect(await codeOf(core.readNode({ name: 'b' }))).toBe(404);
      expect(await codeOf(core.deleteNode({ name: 'a' }))).toBe(404);
    }));

  it('refuses as it is told to', () =>
    withNodes([], async ({ faults, calls }, core) => {
      faults.failNext('list nodes', { code: 'Forbidden', status: 403 });
      expect(await codeOf(core.listNode())).toBe(403);
      faults.failNext('list nodes', { code: 'TooManyRequests', status: 429 });
      expect(await codeOf(core.listNode())).toBe(429);
      expect(await codeOf(core.listNode())).toBe('no error');
      expect(calls.all.map(({ error }) => error !== undefined)).toEqual([true, true, false]);
    }));
});
