import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { AWS_CREDENTIALS } from '../../../infra/local/aws-deployment.ts';
import { type LocalEc2, startLocalEc2 } from '../../../infra/local/aws.ts';
import { startAwsTestbed } from '../../support/testbed/aws.ts';
import { servedActions } from '../served-actions.ts';
import { sitePackages } from '../site-packages.ts';
import { Judge } from './model/judge.ts';
import { readServiceModel } from './model/service-model.ts';
import { watch } from './model/watch.ts';
import * as instances from './tour/instances.ts';
import { launchFromTemplate } from './tour/launch-templates.ts';
import * as network from './tour/network.ts';
import { askForRefusals } from './tour/refusals.ts';
import { changeAcls, changeGroups } from './tour/security.ts';

const model = readServiceModel(sitePackages(inject('judges')), 'ec2/2016-11-15');

/** Where EC2 itself answers otherwise than it is described. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'DescribeInternetGateways.internetGatewaySet[].attachmentSet[].state: "available" is none of attaching, attached, detaching, detached':
    'InternetGatewayAttachment of the API reference: "the state is available when attached to a VPC".',
  'CreateSecurityGroup: has an unknown member return': 'The example answer of the API reference has it.',
};

const unexpected = ({ findings }: Judge) => findings.lines.filter((line) => !(line in ACCEPTED));

describe('the answers of the local EC2, by the description that AWS gives its clients', () => {
  let ec2: LocalEc2;
  beforeAll(async () => {
    ec2 = await startLocalEc2();
  });
  afterAll(() => ec2.close());

  const judgedClient = (judge: Judge) =>
    watch(
      new EC2Client({ endpoint: ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS, maxAttempts: 1 }),
      judge,
    );

  it('hold to it in every action', async () => {
    const judge = new Judge(model);
    const client = judgedClient(judge);
    const site = await network.buildNetwork(client);
    const nodes = await instances.launch(client, site);
    const templated = await launchFromTemplate(client, site);
    await network.describeAll(client);
    ec2.settle();
    await instances.changeAttributes(client, nodes);
    await network.editRoutes(client, site, nodes.single, nodes.nic);
    await instances.moveInterface(client, nodes);
    await changeGroups(client, site);
    await changeAcls(client, site);
    await network.describeAll(client);
    await instances.liveAndEnd(client, nodes, () => ec2.settle(), [templated]);
    await network.removeNetwork(client, site);
    expect(unexpected(judge)).toEqual([]);
    expect([...judge.operations.keys()].toSorted()).toEqual(servedActions('EC2'));
    expect(Object.keys(ACCEPTED).filter((line) => !judge.findings.lines.includes(line))).toEqual([]);
    expect(judge.findings.members).toBeGreaterThan(1000);
    process.stderr.write(`EC2: ${judge.operations.size} actions, ${judge.findings.members} members judged\n`);
  });

  it('and so are refusals', async () => {
    const judge = new Judge(model);
    const client = judgedClient(judge);
    const { table } = await network.buildNetwork(client);
    expect(await askForRefusals(client, table)).toEqual([
      'InvalidInstanceID.NotFound',
      'InvalidRouteTableID.NotFound',
      'InvalidVpcID.Malformed',
      'InvalidParameterValue',
      'InvalidRoute.NotFound',
      'InvalidParameterValue',
      'MissingParameter',
      'DryRunOperation',
      'InvalidAction',
      'InvalidLaunchTemplateName.NotFoundException',
    ]);
    expect(unexpected(judge)).toEqual([]);
  });

  it('and what the function is answered while nodes come and go', async () => {
    const judge = new Judge(model);
    await using bench = await startAwsTestbed();
    watch(bench.clients.ec2, judge);
    const ids = [0, 1, 2].map((i) => bench.boot(i));
    await bench.deliver();
    bench.ec2.backend.terminate(...ids.slice(0, 2));
    bench.ec2.settle();
    await bench.queue.drainAll(bench.handler);
    await bench.invokeManually({ action: 'resync' });
    expect(unexpected(judge)).toEqual([]);
    expect([...judge.operations.keys()]).toEqual(expect.arrayContaining(['CreateRoute', 'DeleteRoute']));
  });
});
