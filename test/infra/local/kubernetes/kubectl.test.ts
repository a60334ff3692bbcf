import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openNodesApi } from '../../../../functions/cli/publish/kubernetes/client.ts';
import { type LocalKubernetes, startLocalKubernetes } from '../../../../infra/local/kubernetes.ts';
import { skipAloud } from '../../../support/or-skip.ts';

const run = promisify(execFile);

function isInstalled(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const canRun = isInstalled();
if (!canRun) skipAloud('what kubectl says of the local Kubernetes', 'there is no kubectl on this machine');

interface Shell {
  readonly kubernetes: LocalKubernetes;
  readonly file: string;
  readonly kubectl: (...args: string[]) => Promise<string>;
}

async function withKubectl(work: (shell: Shell) => Promise<void>): Promise<void> {
  const kubernetes = await startLocalKubernetes();
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-kubectl-'));
  const file = join(folder, 'config');
  await writeFile(file, kubernetes.kubeconfig);
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: file };
  const kubectl = async (...args: string[]) => (await run('kubectl', args, { env, timeout: 50_000 })).stdout;
  try {
    await work({ kubernetes, file, kubectl });
  } finally {
    await kubernetes.close();
    await rm(folder, { recursive: true });
  }
}

const CONDITION = 'jsonpath={.status.conditions[?(@.type=="NetworkUnavailable")].reason}';

describe.skipIf(!canRun)('kubectl', () => {
  it('sees the Nodes, their ranges, and the condition that podroutes set', () =>
    withKubectl(async ({ kubernetes, file, kubectl }) => {
      kubernetes.nodes.put({ name: 'node-a', podCidrs: ['10.200.1.0/24', 'fd00:10:0:1::/64'] });
      kubernetes.nodes.put({ name: 'node-b' });
      expect((await kubectl('get', 'nodes', '--output=name')).trim().split('\n')).toEqual([
        'node/node-a',
        'node/node-b',
      ]);
      expect(await kubectl('get', 'node', 'node-a', '--output=jsonpath={.spec.podCIDRs}')).toBe(
        '["10.200.1.0/24","fd00:10:0:1::/64"]',
      );
      await openNodesApi({ kubeconfig: file }).setNetworkUnavailable('node-a', false, Date.now());
      expect(await kubectl('get', 'node', 'node-a', `--output=${CONDITION}`)).toBe('RouteCreated');
      const message = CONDITION.replace('.reason', '.message');
      expect(await kubectl('get', 'node', 'node-a', `--output=${message}`)).toBe('RouteController created a route');
    }));

  it('patches the status as podroutes does, and waits for it', () =>
    withKubectl(async ({ kubernetes, file, kubectl }) => {
      kubernetes.nodes.put({ name: 'node-a' });
      const condition = { type: 'NetworkUnavailable', status: 'True', reason: 'NoRouteCreated' };
      const patch = JSON.stringify({ status: { conditions: [condition] } });
      await kubectl('patch', 'node', 'node-a', '--subresource=status', '--type=strategic', `--patch=${patch}`);
      const [ready, patched] = kubernetes.nodes.get('node-a').status.conditions;
      expect([ready?.type, patched]).toEqual(['Ready', condition]);
      expect(kubernetes.nodes.get('node-a').spec.taints).toHaveLength(1);
      const env = { PATH: process.env['PATH'], HOME: dirname(file), KUBECONFIG: file };
      const args = ['wait', 'node/node-a', '--for=condition=NetworkUnavailable=False', '--timeout=50s'];
      const waiting = spawn('kubectl', args, { env, stdio: 'ignore' });
      const ended = new Promise((exit) => waiting.once('exit', exit));
      kubernetes.nodes.put({ name: 'node-b' });
      await new Promise<void>((watched) => {
        const timer = setInterval(() => {
          if (kubernetes.watches.count === 0) return;
          clearInterval(timer);
          watched();
        }, 20);
      });
      await openNodesApi({ kubeconfig: file }).setNetworkUnavailable('node-a', false, Date.now());
      expect(await ended).toBe(0);
    }));
});
