import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { guessClusterCidr } from '../../../functions/cli/init/guess-cluster-cidr.ts';
import { type LocalEc2, seedTutorialCluster as seedAws, startLocalEc2 } from '../../../infra/local/aws.ts';
import {
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialCluster as seedGcp,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../support/cli/run-cli.ts';
import { cidr } from '../../support/builders/network.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podroutes-init-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fileText = (name: string) => readFile(join(folder, name), 'utf8');

const without = (env: Record<string, string>, ...names: string[]) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

describe('on AWS', () => {
  let ec2: LocalEc2;
  beforeEach(async () => {
    ec2 = await startLocalEc2();
    seedAws(ec2.backend);
  });
  afterEach(() => ec2.close());
  const env = () => without(awsEnv(ec2), 'CLUSTER_NAME', 'CLUSTER_CIDR');

  it('writes settings with which the other commands work', async () => {
    const { code, stderr } = await runCli(['init'], { env: env(), folder });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^podroutes: wrote podroutes.yaml for kubernetes-the-hard-way \(vpc-\w+, route tables rtb-\w+; 3 nodes\)\n/,
    );
    expect(await fileText('podroutes.yaml')).toBe(
      '# Settings of podroutes. The environment beats them, and flags beat both.\n\n' +
        "cloud: aws\nclusterName: kubernetes-the-hard-way\nclusterCidr: 10.200.0.0/16 # guessed from the ranges of 3 nodes: make it the cluster's own\nregion: us-east-1\n",
    );
    const bare = without(env(), 'AWS_REGION');
    expect((await runCli(['nodes'], { env: bare, folder })).stdout).toContain('10.240.0.21 10.200.1.0/24\n');
  });

  it('does not overwrite a file unless told to', async () => {
    await runCli(['init', '--out', 'podroutes.json'], { env: env(), folder });
    const again = await runCli(['init'], { env: env(), folder });
    expect(again).toMatchObject({
      code: 1,
      stderr: 'podroutes: podroutes.json is here already; write it anew with --out podroutes.json --force\n',
    });
    const same = await runCli(['init', '--out', 'podroutes.json'], { env: env(), folder });
    expect(same.stderr).toBe('podroutes: podroutes.json is here already; --force overwrites it\n');
    const forced = await runCli(['init', '--out', 'podroutes.json', '--force', '--cluster-cidr', '10.200.0.0/20'], {
      env: env(),
      folder,
    });
    expect(forced.code).toBe(0);
    expect(JSON.parse(await fileText('podroutes.json'))).toEqual({
      cloud: 'aws',
      clusterName: 'kubernetes-the-hard-way',
      clusterCidr: '10.200.0.0/20',
      region: 'us-east-1',
    });
  });

  it('asks which, where there are several clusters', async () => {
    const vpc = ec2.backend.createVpc({ cidr: '10.9.0.0/16' });
    ec2.backend.createRouteTable({ vpcId: vpc.id, tags: { 'kubernetes.io/cluster/other': 'owned' } });
    const { stderr, code } = await runCli(['init'], { env: env(), folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /several clusters were found: kubernetes-the-hard-way \(.*; 3 nodes\), other \(.*; 0 nodes\); say which with --cluster-name/,
    );
    expect((await runCli(['init', '--cluster-name', 'kubernetes-the-hard-way'], { env: env(), folder })).code).toBe(0);
  });

  it('cannot guess a range without nodes', async () => {
    const vpc = ec2.backend.createVpc({ cidr: '10.9.0.0/16' });
    ec2.backend.createRouteTable({ vpcId: vpc.id, tags: { 'kubernetes.io/cluster/other': 'owned' } });
    const { stderr } = await runCli(['init', '--cluster-name', 'other'], { env: env(), folder });
    expect(stderr).toMatch(
      /no node of other states a pod CIDR to guess the cluster's from; say it with --cluster-cidr/,
    );
  });

  it('says what it looked for in an empty account', async () => {
    const empty = await startLocalEc2();
    const { stderr } = await runCli(['init'], { env: without(awsEnv(empty), 'CLUSTER_NAME', 'CLUSTER_CIDR'), folder });
    await empty.close();
    expect(stderr).toMatch(
      /no cluster was found by a route table tagged kubernetes.io\/cluster\/NAME; check region or project/,
    );
  });

  it('offers untagged tables, and takes those that are named', async () => {
    const untagged = await startLocalEc2();
    const { routeTableId, vpcId } = seedAws(untagged.backend);
    untagged.backend.untag(routeTableId, 'kubernetes.io/cluster/kubernetes-the-hard-way');
    const open = without(awsEnv(untagged), 'CLUSTER_NAME', 'CLUSTER_CIDR');
    const { stderr, code } = await runCli(['init'], { env: open, folder });
    expect(code).toBe(1);
    expect(stderr).toContain(`tables without that tag: `);
    expect(stderr).toContain(`${routeTableId} of ${vpcId}`);
    expect(stderr).toContain('say which with --route-table-ids ID,... and --cluster-name NAME');
    const named = ['init', '--route-table-ids', routeTableId];
    expect((await runCli(named, { env: open, folder })).stderr).toContain('add --cluster-name NAME');
    expect(await runCli([...named, '--cluster-name', 'kubernetes-the-hard-way'], { env: open, folder })).toMatchObject({
      code: 0,
    });
    expect(await fileText('podroutes.yaml')).toContain(`routeTableIds: ${routeTableId}\n`);
    expect(await runCli(['plan'], { env: without(open, 'AWS_REGION'), folder })).toMatchObject({ code: 2 });
    await untagged.close();
  });

  it('says what git does not ignore yet of what the commands write, and changes no file for it', async () => {
    expect((await runCli(['init'], { env: env(), folder })).stderr).not.toContain('.gitignore');
    execFileSync('git', ['init', '--quiet'], { cwd: folder });
    await writeFile(join(folder, '.gitignore'), 'plan*.json\n');
    const force = ['init', '--force'];
    expect((await runCli(force, { env: env(), folder })).stderr).toContain(
      'for .gitignore: routes.html podroutes-acceptance.json\n',
    );
    expect(await fileText('.gitignore')).toBe('plan*.json\n');
    await writeFile(join(folder, '.gitignore'), 'plan.json\nroutes.html\npodroutes-acceptance.json\n');
    expect((await runCli(force, { env: env(), folder })).stderr).not.toContain('.gitignore');
  });

  it('refuses another kind of file', async () => {
    expect((await runCli(['init', '--out', 'podroutes.toml'], { env: env(), folder })).stderr).toMatch(
      /should end in .yaml or .json/,
    );
  });
});

describe('on GCP', () => {
  let gce: LocalGce;
  beforeEach(async () => {
    gce = await startLocalGce();
    seedGcp(gce.backend);
  });
  afterEach(() => gce.close());

  it('finds the network whose instances state pod CIDRs', async () => {
    gce.backend.createNetwork('default');
    const env = without(gcpEnv(gce), 'CLUSTER_NAME', 'CLUSTER_CIDR');
    const { code, stderr } = await runCli(['init'], { env, folder });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(
      `wrote podroutes.yaml for ${GCP_TUTORIAL.network} (network ${GCP_TUTORIAL.network}; 3 nodes)`,
    );
    expect(await fileText('podroutes.yaml')).toContain(`project: ${GCP_TUTORIAL.project}\n`);
    const bare = without(env, 'GOOGLE_CLOUD_PROJECT');
    expect(await runCli(['plan'], { env: bare, folder })).toMatchObject({ code: 2 });
  });
});

describe('the guess', () => {
  it.each([
    [['10.200.0.0/24', '10.200.1.0/24'], ['10.240.0.0/24'], ['10.200.0.0/16']],
    [['10.200.0.0/24', '10.201.9.0/24'], [], ['10.200.0.0/15']],
    [['10.240.16.0/24', '10.240.17.0/24'], ['10.240.0.0/20'], ['10.240.16.0/20']],
    [['10.200.0.0/24', 'fd00:10:0:1::/64'], [], ['10.200.0.0/16', 'fd00:10::/48']],
    [[], [], []],
  ])('for %j beside %j is %j', (ranges, reserved, guess) => {
    expect(guessClusterCidr(ranges.map(cidr), reserved.map(cidr))).toEqual(guess);
  });
});
