import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it } from 'vitest';
import { openNodesApi } from '../../../functions/cli/publish/kubernetes/client.ts';
import { AWS_CREDENTIALS } from '../../../infra/local/deploy/aws.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';

const MAIN = fileURLToPath(new URL('../../../infra/local/main.ts', import.meta.url));

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

/** Starts the command and answers, once it told what to paste, the settings by name. */
async function start(...args: string[]): Promise<{ stop: () => Promise<unknown>; settings: Record<string, string> }> {
  const started = spawn(process.execPath, [MAIN, '--aws-port', '0', '--gcp-port', '0', ...args]);
  child = started;
  let text = '';
  for await (const chunk of started.stdout) {
    text += String(chunk);
    if (text.includes('CLUSTER_CIDR=')) break;
  }
  const settings = Object.fromEntries(
    [...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
  );
  const stop = async () => {
    const ended = once(started, 'exit');
    started.kill('SIGINT');
    return (await ended)[0];
  };
  return { stop, settings };
}

describe('npm run local-cloud', () => {
  it('serves both seeded clouds under the settings it prints, until Ctrl-C', async () => {
    const { stop, settings } = await start('--seed');
    const endpoint = settings['AWS_ENDPOINT_URL'] ?? '';
    const client = ec2Client({ endpoint, region: 'us-east-1', credentials: AWS_CREDENTIALS });
    const { Reservations = [] } = await client.send(new DescribeInstancesCommand());
    expect(Reservations).toHaveLength(6);
    const instances = await fetch(
      `${settings['COMPUTE_API_ENDPOINT']}/compute/v1/projects/podroutes-local/zones/us-west1-c/instances`,
    );
    expect(await instances.json()).toMatchObject({ items: { length: 6 } });
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await stop()).toBe(0);
  }, 20_000);

  it('has a Kubernetes beside it where that is asked for', async () => {
    const { stop, settings } = await start('--kubernetes', 'gcp');
    const { server } = openNodesApi({ kubeconfig: settings['KUBECONFIG'] });
    expect(server).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(`${server}/api/v1/nodes`)).json()).toMatchObject({ kind: 'NodeList', items: [] });
    expect(await stop()).toBe(0);
  }, 20_000);

  it('refuses a port that is none in one line', async () => {
    const started = spawn(process.execPath, [MAIN, '--aws-port', 'x']);
    let text = '';
    for await (const chunk of started.stderr) text += String(chunk);
    expect(text.split('\n')[0]).toBe('--aws-port is "x"; it should be a port number like 5500');
    expect(started.exitCode ?? (await once(started, 'exit'))[0]).toBe(1);
  });
});
