import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, inject, it } from 'vitest';
import { awsEnv } from '../support/cli/run-cli.ts';
import { startAwsTestbed } from '../support/testbed/aws.ts';
import { awsProviderId, startKubernetes } from '../functions/cli/publish/kubernetes.ts';

/** The Node to run it on: the one of this process, or that of the machine, which `.ci/run` names. */
const NODE = process.env['CLI_NODE'] ?? process.execPath;

it('publishes as a process of its own, from KUBECONFIG, until SIGTERM', async () => {
  await using aws = await startAwsTestbed();
  await using kubernetes = await startKubernetes();
  const { id } = aws.ec2.backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] });
  aws.ec2.settle();
  kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: ['10.200.7.0/24'] });
  await writeFile(`${kubernetes.file}.yaml`, kubernetes.kubeconfig);
  const argv = [join(inject('built'), 'cli/podroutes.mjs'), 'publish', '--watch', '--health-address', '127.0.0.1:0'];
  const env = { ...awsEnv(aws.ec2), KUBECONFIG: `${kubernetes.file}.yaml`, AWS_EC2_METADATA_DISABLED: 'true' };
  const child = spawn(NODE, argv, { env, cwd: join(kubernetes.file, '..'), stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = once(child, 'exit');
  const tag = () => aws.ec2.backend.instance(id)?.tags.get('pod-cidr');
  while (tag() === undefined && child.exitCode === null) await pause(20);
  expect([tag(), text]).toEqual(['10.200.7.0/24', expect.stringContaining('watching the nodes of http://127.0.0.1:')]);
  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(text).toMatch(/node-a: published 10\.200\.7\.0\/24 to i-\w+\n.*stopping.*\n.*stopped\n$/);
}, 60_000);
