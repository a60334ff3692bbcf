import { beforeAll, describe, expect, it } from 'vitest';
import { writeRoutes } from '../../../infra/aws/derive.ts';
import { issuableActions } from './calls.ts';
import { packageWith } from './package.ts';
import { routeWriters, statementsIn, tableArn } from './role.ts';

/** What Lambda itself does in the function's name. */
const BY_LAMBDA = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

describe("the function's role", () => {
  let template: Awaited<ReturnType<typeof packageWith>>;
  beforeAll(async () => {
    template = await packageWith();
  }, 60_000);

  it('allows every AWS action that the code can issue, and no other', async () => {
    const allowed = statementsIn(template).flatMap(({ actions }) => actions);
    expect(allowed.toSorted()).toEqual([...(await issuableActions()), ...BY_LAMBDA].toSorted());
  });

  it('names every action and asks for all resources only where EC2 knows no narrower one', () => {
    const statements = statementsIn(template);
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = statements.filter(({ Resource }) => Resource === '*').flatMap(({ actions }) => actions);
    expect(everywhere).toEqual(['ec2:DescribeInstances', 'ec2:DescribeRouteTables']);
  });

  it("cannot write a route in a table without the cluster's tag", () => {
    expect(routeWriters(template)).toEqual([
      {
        Effect: 'Allow',
        actions: ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'],
        Resource: tableArn('*'),
        Condition: { Null: { 'aws:ResourceTag/kubernetes.io/cluster/kubernetes-the-hard-way': 'false' } },
      },
    ]);
  });

  it('takes the name of the cluster as it is', () => {
    expect(writeRoutes('prod.example.com', []).Condition).toEqual({
      Null: { 'aws:ResourceTag/kubernetes.io/cluster/prod.example.com': 'false' },
    });
  });
});
