import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { formatError } from '../../../functions/cli/errors/format-error.ts';
import { type LocalEc2, seedTutorialCluster as seedAws, startLocalEc2 } from '../../../infra/local/aws.ts';
import { type LocalGce, seedTutorialCluster as seedGcp, startLocalGce } from '../../../infra/local/gcp.ts';
import type { Fault } from '../../../infra/local/simulation.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { awsEnv, type CliResult, gcpEnv, runCli } from '../../support/cli/run-cli.ts';

const AWS_NETWORK = 'the network of kubernetes-the-hard-way in region us-east-1';
const GCP_NETWORK = 'the network of kubernetes-the-hard-way in project podroutes-local';

/** One line, on standard error alone, that is `message`; no stack. */
function expectOneLine({ code, stdout, stderr }: CliResult, message: string | RegExp): void {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.match(/\n/g)).toHaveLength(1);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
}

describe('on AWS', () => {
  let ec2: LocalEc2;
  beforeAll(async () => {
    ec2 = await startLocalEc2();
    seedAws(ec2.backend);
  });
  afterAll(() => ec2.close());

  it.each<[string, Fault, RegExp]>([
    [
      'expired credentials',
      { code: 'RequestExpired' },
      /: the AWS credentials have expired; log in with "aws sso login"/,
    ],
    ['an expired session', { code: 'ExpiredToken', status: 400 }, /: the AWS credentials have expired; /],
    [
      'credentials nobody knows',
      { code: 'AuthFailure' },
      /: AWS does not accept the credentials; check them with "aws sts/,
    ],
    [
      'a permission too few',
      { code: 'UnauthorizedOperation' },
      /: the credentials may not call ec2:DescribeRouteTables; allow ec2:DescribeRouteTables in/,
    ],
  ])('%s', async (_name, fault, message) => {
    ec2.faults.failNext('DescribeRouteTables', fault);
    const ended = await runCli(['nodes'], { env: awsEnv(ec2) });
    expectOneLine(ended, message);
    expect(ended.stderr).toContain(`podroutes: ${AWS_NETWORK} could not be read`);
  });

  it('no credentials', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = awsEnv(ec2);
    expectOneLine(
      await runCli(['plan'], { env }),
      `podroutes: ${AWS_NETWORK} could not be read: there are no AWS credentials; log in`,
    );
  });

  it('a region or cluster that is not there', async () => {
    const elsewhere = await startLocalEc2({ region: 'eu-west-1' });
    onTestFinished(() => elsewhere.close());
    const env = { ...awsEnv(elsewhere), AWS_REGION: 'eu-west-1' };
    expectOneLine(
      await runCli(['plan', '--cluster-name', 'prod'], { env }),
      'no route table in region eu-west-1 carries the tag kubernetes.io/cluster/prod; check --region and --cluster-name',
    );
  });

  it('a route table that is not there', async () => {
    const ended = await runCli(['plan', '--route-table-ids', 'rtb-0123456789abcdef0'], { env: awsEnv(ec2) });
    expectOneLine(ended, /ROUTE_TABLE_IDS names rtb-0123456789abcdef0, which does not exist here/);
  });

  it('credentials that the profile does not have, or a region', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_REGION: ___, ...env } = awsEnv(ec2);
    const folder = await mkdtemp(join(tmpdir(), 'podroutes-errors-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const AWS_CONFIG_FILE = join(folder, 'config');
    await writeFile(AWS_CONFIG_FILE, '[sso-session s]\nsso_region = r\n[profile nobody]\noutput = json\n');
    const profile = { ...env, AWS_PROFILE: 'nobody', AWS_CONFIG_FILE };
    expectOneLine(
      await runCli(['plan', '--region', 'us-east-1'], { env: profile }),
      `podroutes: ${AWS_NETWORK} could not be read: there are no AWS credentials; log in`,
    );
    expectOneLine(
      await runCli(['plan'], { env: profile }),
      /^podroutes: there is no AWS region; set one with --region/,
    );
    for (const command of ['plan', 'doctor', 'init'])
      expectOneLine(
        await runCli([command, '--profile', 'other'], { env: profile }),
        /^podroutes: there is no AWS profile "other" in the AWS CLI's files \(there is nobody\); check --profile/,
      );
    expectOneLine(
      await runCli(['plan'], { env: { ...env, AWS_PROFILE: 'other' } }),
      /^podroutes: there is no AWS profile "other" in the AWS CLI's files \(there is none\)/,
    );
  });

  it.each([
    ['CredentialsProviderError', 'The SSO session associated with this profile has expired.'],
    ['TokenProviderError', "Token is expired. To refresh this SSO session run 'aws sso login'"],
  ])('an expired login: %s', (code, message) => {
    const context = { cluster: 'c', location: 'region r' };
    expect(formatError(new CloudError('permission-denied', code, message), false, 'aws', context)).toMatch(
      /credentials have expired/,
    );
  });

  it.each([
    ['ENOTFOUND', /there is no EC2 in region mars-1, or no network here; check --region/],
    ['ECONNREFUSED', /EC2 in region mars-1 does not answer \(ECONNREFUSED\); check the connection, AWS_ENDPOINT_URL/],
    ['OptInRequired', /region mars-1 is not enabled for this account; enable it/],
  ])('%s', (code, message) => {
    const error = new CloudError('transient', code, `getaddrinfo ${code} ec2.mars-1.amazonaws.com`);
    expect(formatError(error, false, 'aws', { cluster: 'c', location: 'region mars-1' })).toMatch(message);
  });

  it('tells the details, the cause among them, to whoever asks', async () => {
    ec2.faults.failNext('DescribeRouteTables', { code: 'UnauthorizedOperation' });
    const { stderr } = await runCli(['nodes', '--verbose'], { env: awsEnv(ec2) });
    expect(stderr).toMatch(/^podroutes: .*\n {2}code: UnauthorizedOperation\n {2}CloudError: .*\n/);
    expect(stderr).toContain('caused by:');
    expect(stderr).not.toContain('local-secret');
  });
});

describe('on GCP', () => {
  let gce: LocalGce;
  beforeAll(async () => {
    gce = await startLocalGce();
    seedGcp(gce.backend);
  });
  afterAll(() => gce.close());

  it.each<[string, Fault, RegExp]>([
    [
      'expired credentials',
      { code: 'authError', status: 401 },
      /: the Google credentials have expired; log in with "gcloud auth/,
    ],
    [
      'a permission too few',
      { code: 'forbidden', status: 403, message: "Required 'compute.instances.list' permission for 'projects/p'" },
      /: the credentials lack compute.instances.list; grant a role with compute.instances.list/,
    ],
    [
      'an API that is off',
      { code: 'accessNotConfigured', status: 403 },
      /the Compute Engine API is not enabled in project podroutes-local; enable it with "gcloud services enable compute\.googleapis\.com --project=podroutes-local"/,
    ],
  ])('%s', async (_name, fault, message) => {
    gce.faults.failNext('instances.aggregatedList', fault);
    expectOneLine(await runCli(['nodes'], { env: gcpEnv(gce) }), message);
  });

  it('no credentials', async () => {
    const { COMPUTE_API_ENDPOINT: _, ...env } = gcpEnv(gce);
    expectOneLine(
      await runCli(['plan'], { env }),
      `podroutes: ${GCP_NETWORK} could not be read: there are no Google credentials; log in`,
    );
  });

  it('a project that is not there', async () => {
    const ended = await runCli(['nodes', '--project', 'no-such-project'], { env: gcpEnv(gce) });
    expectOneLine(ended, /podroutes: .*project no-such-project.*check --project/);
  });

  it('a network that is not there', async () => {
    const ended = await runCli(['nodes', '--network', 'nowhere'], { env: gcpEnv(gce) });
    expectOneLine(
      ended,
      'podroutes: project podroutes-local has no network nowhere with a subnet; check --network and --project',
    );
  });

  it('nobody who answers', () => {
    const error = new CloudError('transient', 'ECONNREFUSED', 'connect ECONNREFUSED');
    expect(formatError(error, false, 'gcp', { cluster: 'c', location: 'project p' })).toBe(
      'podroutes: Compute Engine does not answer (ECONNREFUSED); check the connection, COMPUTE_API_ENDPOINT and proxies\n',
    );
  });
});

describe('whatever the cloud', () => {
  it('a bug keeps its stack to itself until it is asked for', () => {
    expect(formatError(new TypeError('x is not a function'), false)).toBe(
      'podroutes: unexpected error: x is not a function; --verbose shows where, please report it\n',
    );
    expect(formatError(new TypeError('x'), true)).toMatch(/^podroutes: .*\n {2}TypeError: x\n +at /);
  });

  it.each([
    [
      ['plan'],
      /^podroutes: --cloud is not given and the settings name none; missing: --cluster-name NAME, --cluster-cidr RANGE, --region REGION \(AWS\) or --project PROJECT \(GCP\)\npodroutes: "podroutes init" looks for the cluster and writes its settings to podroutes.yaml\n$/,
    ],
    [
      ['init'],
      /^podroutes: --cloud is not given [^;]*; missing: --region REGION \(AWS\) or --project PROJECT \(GCP\)\n$/,
    ],
    [['plan', '--cluster-name', 'c'], /; missing: --cluster-cidr RANGE, --region/],
    [
      ['plan', '--region', 'us-east-1', '--cluster-name', 'c'],
      /^podroutes: CLUSTER_CIDR is not set \(--cluster-cidr\); it should look like .*\npodroutes: "podroutes init" looks/,
    ],
    [
      ['plan', '--region', 'us-east-1'],
      /^podroutes: 2 settings are wrong:\n {2}- CLUSTER_NAME is not set \(--cluster-name\).*\n {2}- CLUSTER_CIDR is not set.*\npodroutes: "podroutes init"/,
    ],
    [
      ['plan', '--project', 'p', '--cluster-name', 'c', '--cluster-cidr', '10.0.0.0/33'],
      /^podroutes: CLUSTER_CIDR has "10.0.0.0\/33", which is not a range/,
    ],
    [
      ['plan', '--cloud', 'azure'],
      /^error: option '--cloud <cloud>' argument 'azure' is invalid. Allowed choices are aws, gcp/,
    ],
    [['plan', '--output', 'wide'], /argument 'wide' is invalid/],
    [['destroy'], /^error: unknown command 'destroy'/],
    [['nodes', '--frob'], /^error: unknown option '--frob'/],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
