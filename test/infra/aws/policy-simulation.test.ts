import { beforeAll, describe, expect, it } from 'vitest';
import { AWS_TUTORIAL } from '../../../infra/local/aws.ts';
import { CLAIM_TAG } from '../../../shared/aws/pod-cidr/claim-tag.ts';
import { arn, groupArn, lambdaRequests, publishing, tagging, tagKeys, untagging } from './policy/authorize.ts';
import { ACCOUNT, type IamRequest, queueArn, REGION } from './policy/simulate.ts';
import { type Recording, recordVariant, type Variant } from './policy/variants.ts';

const BUS_ARN = `arn:aws:events:eu-west-1:111122223333:event-bus/outcomes`;

const VARIANTS: readonly (readonly [what: string, variant: Variant])[] = [
  ['that looks for tagged tables', { bus: 'default', listsTables: false, writesTags: false, allocates: false }],
  [
    'with listed tables, a bus by its ARN, tags, and ranges for those who ask',
    { bus: BUS_ARN, listsTables: true, writesTags: true, allocates: true },
  ],
];

const CLUSTER_TAG = `kubernetes.io/cluster/${AWS_TUTORIAL.cluster}`;
const OTHER_ACCOUNT = '999999999999';

const elsewhere = (request: IamRequest): IamRequest[] => [
  { ...request, resource: request.resource.replace(ACCOUNT, OTHER_ACCOUNT) },
  { ...request, resource: request.resource.replace(REGION, 'eu-central-1') },
];

const onTable = (id: string, tags: Record<string, string>): IamRequest[] =>
  ['CreateRoute', 'ReplaceRoute', 'DeleteRoute'].map((name) => {
    const context = { ...tagKeys(new Map(Object.entries(tags))), 'ec2:RouteTableID': id };
    return { action: `ec2:${name}`, resource: arn('ec2', `route-table/${id}`), context };
  });

const tagged = (resource: string, ...keys: readonly string[]) =>
  tagging(resource, new Map(keys.map((key) => [key, 'value'])));

const bare = (action: string, resource: string): IamRequest => ({ action, resource, context: {} });

describe.each(VARIANTS)('the role of a deployment %s', (_, variant) => {
  let at: Recording;
  beforeAll(async () => {
    at = await recordVariant(variant);
  }, 90_000);

  /** Those of the requests that the role allows, in a few words. */
  async function allowed(requests: readonly IamRequest[]): Promise<string[]> {
    const verdicts = await Promise.all(requests.map((request) => at.role.allows(request)));
    return requests.filter((_request, i) => verdicts[i]).map(({ action, resource }) => `${action} on ${resource}`);
  }

  it('allows every call that the function makes, and those of Lambda in its name', async () => {
    const made = new Set(at.requests.map(({ action }) => action.replace(/^.*:/, '')));
    expect([...made].toSorted()).toEqual([
      'CompleteLifecycleAction',
      'CreateRoute',
      'CreateTags',
      'DeleteRoute',
      'DeleteTags',
      'DescribeInstanceAttribute',
      'DescribeInstances',
      'DescribeRouteTables',
      'ModifyNetworkInterfaceAttribute',
      'PutEvents',
      'ReplaceRoute',
    ]);
    const byLambda = lambdaRequests(queueArn('EventQueue'), `podroutes-${AWS_TUTORIAL.cluster}`);
    const all = [...at.requests, ...byLambda];
    expect(await allowed(all)).toEqual(all.map(({ action, resource }) => `${action} on ${resource}`));
  });

  it('denies the same in another account and in another region', async () => {
    const narrow = at.requests.filter(({ resource }) => resource !== '*' && resource !== BUS_ARN);
    const byLambda = lambdaRequests(queueArn('EventQueue'), `podroutes-${AWS_TUTORIAL.cluster}`);
    expect(await allowed([...narrow, ...byLambda].flatMap(elsewhere))).toEqual([]);
  });

  it("writes no route in a table that is untagged or another cluster's", async () => {
    const tables = [
      onTable('rtb-0aaa', {}),
      onTable('rtb-0bbb', { Name: CLUSTER_TAG }),
      onTable('rtb-0ccc', { 'kubernetes.io/cluster/another': 'owned' }),
      onTable('rtb-0ddd', { [`${CLUSTER_TAG}-2`]: 'owned' }),
    ];
    expect(await allowed(tables.flat())).toEqual([]);
  });

  it('writes routes in tagged tables, whatever the value, and where tables are listed in those alone', async () => {
    const foreign = [
      ...onTable('rtb-0eee', { [CLUSTER_TAG]: 'shared' }),
      ...onTable('rtb-0fff', { [CLUSTER_TAG]: '' }),
    ];
    expect(await allowed(foreign)).toHaveLength(variant.listsTables ? 0 : 6);
    expect(await allowed(onTable(at.table, {}))).toHaveLength(variant.listsTables ? 3 : 0);
    expect(await allowed(onTable('rtb-0123abcd', {}))).toHaveLength(variant.listsTables ? 3 : 0);
  });

  it('writes one tag on instances, where that is wanted, and no other', async () => {
    const instance = arn('ec2', `instance/${at.instance}`);
    expect(await allowed([tagged(instance, CLAIM_TAG)])).toHaveLength(variant.writesTags ? 1 : 0);
    const others = [
      tagged(instance),
      tagged(instance, CLUSTER_TAG),
      tagged(instance, CLAIM_TAG, 'Name'),
      tagged(arn('ec2', `route-table/${at.table}`), CLAIM_TAG),
      tagged(arn('ec2', 'network-interface/eni-0abc'), CLAIM_TAG),
      untagging(tagged(instance, CLAIM_TAG)),
    ];
    expect(await allowed(others)).toEqual([]);
  });

  it('tells a range to an instance that has none stated, where that is wanted, and the same again', async () => {
    const instance = arn('ec2', `instance/${at.instance}`);
    const telling = (before?: string, more: Record<string, string> = {}) => {
      const request = new Map(Object.entries({ 'pod-cidr': '10.200.7.0/24', ...more }));
      return tagging(instance, request, new Map(before === undefined ? [] : [['pod-cidr', before]]));
    };
    const wanted = [telling(), telling('auto'), telling('AUTO'), telling('10.200.7.0/24')];
    expect(await allowed(wanted)).toHaveLength(variant.allocates ? wanted.length : 0);
    const others = [
      telling('10.200.8.0/24'),
      telling(''),
      telling('automatic'),
      telling('auto', { Name: 'x' }),
      telling('auto', { [CLAIM_TAG]: 'x' }),
      tagging(arn('ec2', `route-table/${at.table}`), new Map([['pod-cidr', '10.200.7.0/24']])),
      tagging(arn('ec2', 'network-interface/eni-0abc'), new Map([['pod-cidr', '10.200.7.0/24']])),
      untagging(telling('auto')),
    ];
    expect(await allowed(others)).toEqual([]);
  });

  it("notes who waits on the cluster's tables, and nothing else there", async () => {
    const waiting = 'podroutes-waiting-i-0abc';
    const notes = (table: string, tags: Record<string, string>, ...keys: readonly string[]) => {
      const values = new Map(keys.map((key) => [key, '10.200.0.0/24']));
      const note = tagging(arn('ec2', `route-table/${table}`), values, new Map(Object.entries(tags)));
      return [note, untagging(note)];
    };
    const own = { [CLUSTER_TAG]: 'owned' };
    expect(await allowed(notes(at.table, own, waiting))).toHaveLength(2);
    expect(await allowed(notes('rtb-0eee', own, waiting))).toHaveLength(variant.listsTables ? 0 : 2);
    const others = [
      ...notes('rtb-0aaa', {}, waiting),
      ...notes(at.table, own),
      ...notes(at.table, own, CLUSTER_TAG),
      ...notes(at.table, own, waiting, 'Name'),
    ];
    expect(await allowed(others)).toEqual([]);
  });

  it('publishes to its own bus, as podroutes and as nobody else', async () => {
    expect(await allowed([publishing(variant.bus, ['podroutes', 'podroutes'])])).toHaveLength(1);
    const others = [
      publishing(variant.bus, []),
      publishing(variant.bus, ['aws.ec2']),
      publishing(variant.bus, ['podroutes', 'aws.ec2']),
      publishing(variant.bus, ['podroutes2']),
      publishing('another', ['podroutes']),
      publishing(BUS_ARN.replace('outcomes', 'another'), ['podroutes']),
      publishing(`arn:aws:events:${REGION}:${OTHER_ACCOUNT}:event-bus/default`, ['podroutes']),
    ];
    expect(await allowed(others)).toEqual([]);
  });

  it('takes from no other queue and writes no other log', async () => {
    const functionName = `podroutes-${AWS_TUTORIAL.cluster}`;
    const others = ['DeadLetters', 'UndeliveredEvents'].flatMap((name) => lambdaRequests(queueArn(name), 'other'));
    const longer = lambdaRequests(queueArn('EventQueue2'), `${functionName}-2`);
    expect(await allowed([...others, ...longer])).toEqual([]);
  });

  it('does nothing else to what it may touch', async () => {
    const instance = arn('ec2', `instance/${at.instance}`);
    const table = arn('ec2', `route-table/${at.table}`);
    const others = [
      ...['TerminateInstances', 'StopInstances', 'ModifyInstanceAttribute'].map((name) =>
        bare(`ec2:${name}`, instance),
      ),
      ...['DeleteRouteTable', 'ReplaceRouteTableAssociation'].map((name) => bare(`ec2:${name}`, table)),
      bare('ec2:DeleteNetworkInterface', arn('ec2', 'network-interface/eni-0abc')),
      bare('autoscaling:UpdateAutoScalingGroup', groupArn('workers')),
      bare('events:PutRule', arn('events', 'rule/default')),
      bare('sqs:SendMessage', queueArn('EventQueue')),
      bare('sqs:PurgeQueue', queueArn('EventQueue')),
      bare('logs:DeleteLogGroup', arn('logs', `log-group:/aws/lambda/podroutes-${AWS_TUTORIAL.cluster}`)),
    ];
    expect(await allowed(others)).toEqual([]);
  });
});
