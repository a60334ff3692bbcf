import { beforeAll, expect, it } from 'vitest';
import { CLAIM_TAG } from '../../../../shared/aws/pod-cidr/claim-tag.ts';
import { functionPermissions, REQUESTED_POD_CIDR } from '../../../../shared/aws/function-permissions.ts';
import { issuableActions } from '../issuable-actions.ts';
import { EVERY_PARAMETER, packageWith } from '../package-template.ts';
import { statementsIn, tableArn } from '../role.ts';

/** What Lambda itself does in the function's name. */
const BY_LAMBDA = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

function tagWriters(template: Parameters<typeof statementsIn>[0]) {
  return statementsIn(template).filter(({ actions }) => actions.includes('ec2:CreateTags'));
}

const isOnTables = ({ actions }: { actions: readonly string[] }) => actions.includes('ec2:DeleteTags');

/** Under: the function's role. */
export function roleTests(): void {
  let template: Awaited<ReturnType<typeof packageWith>>;
  /** Lists route tables and writes the tag with the pod CIDR. */
  let optional: typeof template;
  beforeAll(async () => {
    [template, optional] = await Promise.all([packageWith(), packageWith(EVERY_PARAMETER)]);
  }, 60_000);

  it('allows every AWS action that the code can issue, and no other', { timeout: 30_000 }, async () => {
    const allowedIn = (some: typeof template) => statementsIn(some).flatMap(({ actions }) => actions);
    const needed = [...(await issuableActions()), ...BY_LAMBDA].toSorted();
    expect(allowedIn(template).toSorted()).toEqual(needed);
    expect(allowedIn(optional).toSorted()).toEqual([...needed, 'ec2:CreateTags', 'ec2:CreateTags'].toSorted());
  });

  it("can note who waits, under one prefix, on the cluster's tables alone", () => {
    const [tagged, listed] = [template, optional].map((some) => tagWriters(some).filter(isOnTables));
    const statement = { Effect: 'Allow', actions: ['ec2:CreateTags', 'ec2:DeleteTags'] };
    const keys = { 'ForAllValues:StringLike': { 'aws:TagKeys': ['podroutes-waiting-*'] } };
    const ofCluster = { 'aws:ResourceTag/kubernetes.io/cluster/kubernetes-the-hard-way': 'false' };
    expect(tagged).toEqual([
      {
        ...statement,
        Resource: [tableArn('*')],
        Condition: { ...keys, Null: { 'aws:TagKeys': 'false', ...ofCluster } },
      },
    ]);
    expect(listed).toEqual([
      {
        ...statement,
        Resource: [tableArn('rtb-0123456789abcdef0'), tableArn('rtb-0123abcd')],
        Condition: { ...keys, Null: { 'aws:TagKeys': 'false' } },
      },
    ]);
  });

  it('can write two tags, on instances, where each is wanted', async () => {
    expect(tagWriters(template).filter((statement) => !isOnTables(statement))).toEqual([]);
    const onInstances = {
      Effect: 'Allow',
      actions: ['ec2:CreateTags'],
      Resource: [{ 'Fn::Sub': expect.stringMatching(/:instance\/\*$/) }],
    };
    const only = (key: string) => ({
      'ForAllValues:StringEquals': { 'aws:TagKeys': [key] },
      Null: { 'aws:TagKeys': 'false' },
    });
    const asks = { 'aws:ResourceTag/pod-cidr': ['auto', { 'Fn::Sub': REQUESTED_POD_CIDR.replace('{', '{!') }] };
    expect(tagWriters(optional).filter((statement) => !isOnTables(statement))).toEqual([
      { ...onInstances, Condition: only(CLAIM_TAG) },
      { ...onInstances, Condition: { ...only('pod-cidr'), StringEqualsIgnoreCaseIfExists: asks } },
    ]);
    expect(optional.Resources['PodRoutesLambdaFunction']?.Properties).toMatchObject({
      Environment: { Variables: { WRITE_POD_CIDR_TAG: 'true', ALLOCATE: 'true' } },
    });
  });

  it('names every action and asks for all resources only where EC2 knows no narrower one', () => {
    const statements = statementsIn(template);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = statements.filter(({ Resource }) => Resource === '*').flatMap(({ actions }) => actions);
    expect(everywhere).toEqual(['ec2:DescribeInstances', 'ec2:DescribeRouteTables']);
  });

  it('is taken by Lambda alone, and the function is called by nobody but its queue', () => {
    const roles = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.map(({ Properties }) => Properties?.['AssumeRolePolicyDocument'])).toEqual([
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    ]);
    const types = Object.values(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => /Lambda::(Permission|Url)|EventBusPolicy/.test(type))).toEqual([]);
    expect(types.filter((type) => type === 'AWS::Lambda::EventSourceMapping')).toHaveLength(1);
  });

  it('takes the name of the cluster as it is', () => {
    const cluster = { name: 'prod.example.com', cidrs: [] };
    const settings = { cluster, routeTableIds: [], writePodCidrTag: false, allocate: false };
    const written = functionPermissions(settings, (service, resource) => `${service}:${resource}`);
    expect(written.find(({ Sid }) => Sid === 'WriteRoutes')?.Condition).toEqual({
      Null: { 'aws:ResourceTag/kubernetes.io/cluster/prod.example.com': 'false' },
    });
  });
}
