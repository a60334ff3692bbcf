import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LocalAutoScaling, seedTutorialCluster, startLocalEc2 } from '../../infra/local/aws.ts';
import { startLocalGce } from '../../infra/local/gcp.ts';
import { runFunctions } from '../../infra/local/local-cloud.ts';
import { awsCliEnvironment } from '../support/cli/aws-cli-environment.ts';

const RANGE = '10.200.1.0/24';

describe('the AWS CLI and the local cloud with its functions', () => {
  const stack = new AsyncDisposableStack();
  let url: string;
  let table: string;
  let hasRoute: () => boolean;
  beforeAll(async () => {
    const ec2 = await startLocalEc2();
    stack.defer(() => ec2.close());
    const gce = await startLocalGce();
    stack.defer(() => gce.close());
    url = ec2.url;
    table = seedTutorialCluster(ec2.backend).routeTableId;
    hasRoute = () => ec2.backend.routesOf(table).some(({ destination }) => destination === RANGE);
    const clouds = { ec2, gce, scaling: stack.use(await LocalAutoScaling.start(ec2)) };
    const functions = await runFunctions(clouds, 100_000, () => {});
    stack.defer(functions.close);
  });
  afterAll(() => stack.disposeAsync());

  async function aws(...words: readonly string[]): Promise<string> {
    const env = {
      PATH: `${join(inject('venv'), 'bin')}:${process.env['PATH']}`,
      ...awsCliEnvironment(url, inject('scratch')),
    };
    return (await promisify(execFile)('aws', words, { env })).stdout;
  }
  const comesBack = () => expect.poll(() => hasRoute(), { timeout: 30_000, interval: 20 }).toBe(true);
  const deleteRoute = () => aws('ec2', 'delete-route', '--route-table-id', table, '--destination-cidr-block', RANGE);

  it('brings back a route that delete-route has deleted', async () => {
    await comesBack();
    await deleteRoute();
    await comesBack();
  });

  it('has the function look by lambda invoke and by events put-events', async () => {
    const report = join(inject('scratch'), 'report.json');
    const name = 'podroutes-kubernetes-the-hard-way';
    await aws('lambda', 'invoke', '--function-name', name, '--payload', '{"action":"resync"}', report);
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ cloud: 'aws', summary: { failed: 0 } });
    const entries = '[{"Source":"me","DetailType":"Resync Requested","Detail":"{}"}]';
    expect(JSON.parse(await aws('events', 'put-events', '--entries', entries, '--output', 'json'))).toMatchObject({
      FailedEntryCount: 0,
    });
  });

  it('refuses a tag with control characters and another region as EC2 does', async () => {
    const tags = JSON.stringify([{ Key: 'a', Value: 'x\u0007y' }]);
    await expect(aws('ec2', 'create-tags', '--resources', table, '--tags', tags)).rejects.toThrow(
      /InvalidParameterValue/,
    );
    await expect(aws('ec2', 'describe-vpcs', '--region', 'xx-nowhere-1')).rejects.toThrow(
      /AuthFailure.*Credential should be scoped to a valid region/,
    );
  });
});
