import { describe, expect, it } from 'vitest';
import { publisherPermissions } from '../../../shared/aws/publisher-permissions.ts';
import { PUBLISHED_KEY } from '../../../shared/reconcile/model/statement.ts';
import { awsEnv, runCli, sleepless } from '../../support/cli/run-cli.ts';
import { startAwsTestbed } from '../../support/testbed/aws.ts';
import { awsProviderId, startKubernetes } from '../../functions/cli/publish/kubernetes.ts';
import { arn, tagging, untagging } from './policy/authorize.ts';
import { type IamRequest, SimulatedRole } from './policy/simulate.ts';

const Statement = publisherPermissions(arn);
const role = new SimulatedRole([{ name: 'publisher', policy: { Version: '2012-10-17', Statement } }]);

const INSTANCE = arn('ec2', 'instance/i-0123456789abcdef0');

/** A write of tags to an instance that has `before`. */
const writing = (tags: Record<string, string>, before: Record<string, string> = {}, resource = INSTANCE) =>
  tagging(resource, new Map(Object.entries(tags)), new Map(Object.entries(before)));

const RANGE = '10.200.7.0/24';
const PUBLISH = { 'pod-cidr': RANGE, [PUBLISHED_KEY]: RANGE };

describe('the role of a publisher on AWS', () => {
  it.each<[string, Record<string, string>]>([
    ['there is none', {}],
    ['it is blank', { 'pod-cidr': '' }],
    ['it is the same', { 'pod-cidr': RANGE }],
    ['it was published', { 'pod-cidr': '10.200.9.0/24', [PUBLISHED_KEY]: '10.200.9.0/24' }],
    ['it has other tags', { Name: 'worker-0' }],
  ])('writes a statement where %s', async (_, before) => {
    expect(await role.allows(writing(PUBLISH, before))).toBe(true);
  });

  it.each<[string, IamRequest]>([
    ['what podroutes told', writing(PUBLISH, { 'pod-cidr': '10.200.9.0/24' })],
    [
      'what somebody changed since',
      writing(PUBLISH, { 'pod-cidr': '10.200.9.0/24', [PUBLISHED_KEY]: '10.200.8.0/24' }),
    ],
    ['who asks', writing(PUBLISH, { 'pod-cidr': 'auto' })],
  ])('does not write over %s', async (_, request) => {
    expect(await role.allows(request)).toBe(false);
  });

  it.each<[string, IamRequest]>([
    ['a statement that does not say where it comes from', writing({ 'pod-cidr': RANGE })],
    ['the mark alone, on a statement of somebody else', writing({ [PUBLISHED_KEY]: RANGE }, { 'pod-cidr': RANGE })],
    ['a mark that says something else', writing({ 'pod-cidr': RANGE, [PUBLISHED_KEY]: '10.200.9.0/24' })],
    ['another tag', writing({ Name: 'x' })],
    ['another tag beside', writing({ ...PUBLISH, Name: 'x' })],
    ['a route table', writing(PUBLISH, {}, arn('ec2', 'route-table/rtb-0123456789abcdef0'))],
    ['nothing, but removes', untagging(writing(PUBLISH, PUBLISH))],
    ['a route', { action: 'ec2:CreateRoute', resource: arn('ec2', 'route-table/rtb-0123456789abcdef0'), context: {} }],
    ['nothing, but reads user data', { action: 'ec2:DescribeInstanceAttribute', resource: INSTANCE, context: {} }],
  ])('does not write %s', async (_, request) => {
    expect(await role.allows(request)).toBe(false);
  });

  it('allows the calls that publishing makes, and no other action', async () => {
    await using aws = await startAwsTestbed();
    await using kubernetes = await startKubernetes();
    const { id } = aws.ec2.backend.runInstance({ interfaces: [{ subnetId: aws.network.subnetId }] });
    aws.ec2.settle();
    kubernetes.nodes.put({ name: 'node-a', providerId: awsProviderId(id), podCidrs: [RANGE] });
    await runCli(['publish', '--kubeconfig', kubernetes.file], { env: awsEnv(aws.ec2), time: sleepless() });
    const made = new Set(aws.ec2.calls.all.map(({ action }) => `ec2:${action}`));
    expect([...made].toSorted()).toEqual(Statement.flatMap(({ Action }) => Action).toSorted());
  });
});
