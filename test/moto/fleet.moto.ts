import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { deployAws } from '../../infra/local/aws-deployment.ts';
import {
  AWS_TUTORIAL,
  createTutorialNetwork,
  LocalAutoScaling,
  type LocalEc2,
  startInstanceMetadata,
  startLocalEc2,
} from '../../infra/local/aws.ts';
import { run as runScript, told, type Ended } from '../infra/node/run-script.ts';
import { awsCliEnvironment } from '../support/cli/aws-cli-environment.ts';
import { captureLog } from '../support/testbed/log.ts';
import { aws, resetMoto, ROOT, run, runTutorial } from './support/suite/shell.ts';
import { lines } from './support/suite/text.ts';

const CREATE_GROUP = join(ROOT, 'infra/examples/aws/create-group');
const IMAGE = { IMAGE_ID: 'ami-12c6146b', INSTANCE_TYPE: 't3.small' };

describe('the example of an Auto Scaling group', () => {
  it('is carried out by moto, and its instances ask for a range', async () => {
    await resetMoto();
    await runTutorial('network.sh');
    const first = async (what: string, query: string) => z.string().parse(await aws('ec2', what, '--query', query));
    const subnet = await first('describe-subnets', "Subnets[?CidrBlock=='10.240.0.0/24'].SubnetId | [0]");
    const group = await first('describe-security-groups', 'SecurityGroups[0].GroupId');
    const settings = {
      ...IMAGE,
      SUBNET_IDS: subnet,
      SECURITY_GROUP_ID: group,
      AWS_ENDPOINT_URL_AUTO_SCALING: inject('moto'),
    };
    await run('env', ...Object.entries(settings).map((pair) => pair.join('=')), CREATE_GROUP);
    const filters = ['--filters', 'Name=tag:pod-cidr,Values=auto', '--query', 'Reservations[].Instances[].InstanceId'];
    expect(await aws('ec2', 'describe-instances', ...filters)).toHaveLength(3);
    const versions = ['ec2', 'describe-launch-template-versions', '--launch-template-name', 'worker'];
    expect(await aws(...versions, '--query', 'LaunchTemplateVersions[0].LaunchTemplateData')).toMatchObject({
      MetadataOptions: { HttpTokens: 'required', InstanceMetadataTags: 'enabled' },
    });
  });
});

/** EC2 and Auto Scaling with the function beside them, and an environment in which the AWS CLI talks to them. */
async function openCloud() {
  const ec2 = await startLocalEc2();
  const scaling = await LocalAutoScaling.start(ec2);
  const network = createTutorialNetwork(ec2.backend);
  const { queue, handler, deliver } = deployAws(ec2, {
    log: captureLog('aws').log,
    autoScalingUrl: scaling.url,
    settings: { ALLOCATE: 'true' },
  });
  scaling.onEvent(deliver);
  const env = { ...awsCliEnvironment(ec2.url, inject('scratch')), AWS_ENDPOINT_URL_AUTO_SCALING: scaling.url };
  const close = async () => {
    await Promise.all([ec2.close(), scaling[Symbol.asyncDispose]()]);
  };
  return { ec2, network, env, drain: () => queue.drain(handler), [Symbol.asyncDispose]: close };
}

/** Runs the node's script on an instance. */
async function runOn(ec2: LocalEc2, id: string, env: Record<string, string>, programs: string[] = []): Promise<Ended> {
  await using metadata = await startInstanceMetadata(ec2, id);
  const own = { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url, POD_CIDR_METADATA_URL: metadata.url };
  return await runScript(['--timeout', '0'], { env: { ...env, ...own }, programs });
}

describe('with the AWS CLI', () => {
  it('the example makes workers that get a range, and are in service with it', async () => {
    await using cloud = await openCloud();
    const PATH = `${join(inject('venv'), 'bin')}:${process.env['PATH']}`;
    const { subnetId, securityGroupId } = cloud.network;
    const env = { PATH, ...cloud.env, ...IMAGE, SUBNET_IDS: subnetId, SECURITY_GROUP_ID: securityGroupId };
    const start = async (program: string, ...args: string[]) =>
      (await promisify(execFile)(program, args, { env })).stdout;
    await start(CREATE_GROUP);
    cloud.ec2.settle();
    await cloud.drain();
    const query = ['--query', 'AutoScalingGroups[0].Instances[].[InstanceId,LifecycleState]', '--output', 'text'];
    const shown = lines(await start('aws', 'autoscaling', 'describe-auto-scaling-groups', ...query));
    const members = shown.map((line) => line.split('\t'));
    expect(members.map(([, state]) => state)).toEqual(['InService', 'InService', 'InService']);
    for (const [id = ''] of members) {
      const range = cloud.ec2.backend.routesOf(cloud.network.routeTableId).find(({ instanceId }) => instanceId === id);
      expect(await runOn(cloud.ec2, id, {})).toEqual(told(`${range?.destination}`));
    }
  });

  it('a node whose metadata shows no tags asks EC2 for its own, by the role that it has', async () => {
    await using cloud = await openCloud();
    const { id } = cloud.ec2.backend.runInstance({
      interfaces: [{ subnetId: cloud.network.subnetId }],
      tags: { ...AWS_TUTORIAL.clusterTag, 'pod-cidr': 'auto' },
      profile: 'worker',
    });
    cloud.ec2.settle();
    const kept = ['AWS_ENDPOINT_URL', 'AWS_CONFIG_FILE'];
    const env = Object.fromEntries(Object.entries(cloud.env).filter(([name]) => kept.includes(name)));
    const programs = [join(inject('venv'), 'bin')];
    expect(await runOn(cloud.ec2, id, env, programs)).toMatchObject({ status: 3 });
    await cloud.drain();
    expect(await runOn(cloud.ec2, id, env, programs)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^10\.200\.\d+\.0\/24\n$/),
    });
  });
});
