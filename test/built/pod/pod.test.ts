import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { awsProviderId, startKubernetes } from '../../functions/cli/publish/kubernetes.ts';
import { additions, Deployment, document, Kustomization } from '../../infra/kubernetes/manifests.ts';
import { AWS_TUTORIAL } from '../../../infra/local/aws.ts';
import { skipAloud } from '../../support/or-skip.ts';
import { startAwsTestbed } from '../../support/testbed/aws.ts';
import { missingTool, startInContainer } from './container.ts';
import { startSts, startTls } from './servers.ts';

const MISSING = missingTool();
if (MISSING !== undefined) skipAloud('podroutes publish as its Pod has it', MISSING);

const Spec = z.object({
  securityContext: z.object({ runAsUser: z.number() }),
  containers: z.tuple([z.object({ resources: z.object({ limits: z.object({ memory: z.string() }) }) })]),
});
const Env = z.array(z.object({ name: z.string(), value: z.string() }));

function nameAndValue(literal: string): readonly [string, string] {
  const [name = '', value = ''] = literal.split('=', 2);
  return [name, value];
}

/** What the example for AWS runs, and as whom. */
async function readPod() {
  const { spec } = Deployment.parse(await document('deployment/deployment.yaml')).spec.template;
  const condition = await additions('network-condition', 'Deployment');
  const identity = await additions('aws-web-identity', 'Deployment');
  const env = Env.parse(identity.find(({ path }) => path.endsWith('/env'))?.value);
  const { configMapGenerator } = Kustomization.parse(await document('aws/kustomization.yaml'));
  const settings = configMapGenerator.flatMap(({ literals }) => literals.map(nameAndValue));
  const { securityContext, containers } = Spec.parse(spec);
  return {
    // On a port that nobody else has.
    args: [...spec.containers[0].args, ...condition.map(({ value }) => String(value))].map((each) =>
      each.replace(/:10280$/, ':0'),
    ),
    user: securityContext.runAsUser,
    mebibytes: Number(/^(\d+)Mi$/.exec(containers[0].resources.limits.memory)?.[1]),
    env: Object.fromEntries([...settings, ...env.map(({ name, value }) => [name, value] as const)]),
  };
}

it.skipIf(MISSING !== undefined)(
  'publishes by the account of its Pod and by its role, as a user without rights, on a file system that cannot be written to',
  async () => {
    const pod = await readPod();
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    await using folder = await mkdtempDisposable(join(tmpdir(), 'podroutes-pod-'));
    const [root, secrets] = [join(folder.path, 'root'), join(folder.path, 'secrets')];
    const account = join(secrets, 'kubernetes.io/serviceaccount');
    await mkdir(root);
    await mkdir(account, { recursive: true });
    const tokens = new Set<string | undefined>();
    const asked: Record<string, string>[] = [];
    await using tls = await startTls(kubernetes.url, account, tokens);
    await using sts = await startSts(asked);
    await writeFile(join(account, 'token'), 'token-for-kubernetes');
    await writeFile(join(account, 'namespace'), 'podroutes');
    const tokenFile = join(secrets, (pod.env['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? '').replace('/var/run/secrets/', ''));
    await mkdir(dirname(tokenFile));
    await writeFile(tokenFile, 'token-for-aws');
    const { id } = aws.ec2.backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] });
    aws.ec2.settle();
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });

    const env = {
      ...pod.env,
      CLUSTER_NAME: AWS_TUTORIAL.cluster,
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: `${tls.port}`,
      AWS_ENDPOINT_URL_EC2: aws.ec2.url,
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${sts.port}`,
    };
    const app = join(inject('built'), 'cli');
    const child = startInContainer({ root, app, secrets, user: pod.user, env }, [
      '/app/node_modules/podroutes/podroutes.mjs',
      ...pod.args,
    ]);
    const exited = once(child, 'exit');
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const condition = () =>
      kubernetes.nodes.get('node-a').status.conditions.find(({ type }) => type === 'NetworkUnavailable')?.status;
    try {
      while (condition() === undefined && child.exitCode === null) await pause(20);
      expect([condition(), text]).toEqual(['True', expect.stringContaining('published 10.200.7.0/24')]);
      const [, health] = /health at (\S+)/.exec(text) ?? [];
      expect((await fetch(`${health}/livez`)).status).toBe(200);
      expect((await fetch(`${health}/readyz`)).status).toBe(200);
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      expect(status).toMatch(/^CapEff:\t0+$/m);
      expect(Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1])).toBeLessThan(pod.mebibytes * 1024);
    } finally {
      child.kill('SIGTERM');
    }
    expect(await exited).toEqual([0, null]);
    expect([...tokens]).toEqual(['Bearer token-for-kubernetes']);
    expect(asked).toEqual([
      expect.objectContaining({ RoleArn: pod.env['AWS_ROLE_ARN'], WebIdentityToken: 'token-for-aws' }),
    ]);
  },
  60_000,
);
