import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ROUTE_EDIT_RULE } from '../../../../shared/aws/names.ts';
import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import { startLocalEc2 } from '../../../../infra/local/aws.ts';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { EVERY_PARAMETER, packageWith, type Template, TOPIC } from '../package-template.ts';
import { routeWriters, tableArn } from '../role.ts';

/** The name has a character that no stack may have. */
const NAME = 'podroutes-prod-eu-2740657d';

/** Under: parameters of the deployment. */
export function parameterTests(): void {
  let template: Template;
  beforeAll(async () => {
    template = await packageWith(EVERY_PARAMETER);
  }, 60_000);

  const properties = (name: string) => template.Resources[name]?.Properties;

  it('reach the function', () => {
    expect(properties('PodRoutesLambdaFunction')).toMatchObject({
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      Environment: {
        Variables: {
          CLUSTER_NAME: 'prod.eu',
          CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48',
          ROUTE_TABLE_IDS: 'rtb-0123456789abcdef0,rtb-0123abcd',
          GATE_WAITS_FOR_RANGE: 'true',
          NODE_CIDR_MASK_SIZE_IPV4: '25',
          NODE_CIDR_MASK_SIZE_IPV6: '80',
        },
      },
    });
    expect(properties('PodRoutesLambdaFunction')).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  it('narrow the role to the tables that they list', () => {
    const resources = routeWriters(template).map(({ Resource }) => Resource);
    expect(resources).toEqual([[tableArn('rtb-0123456789abcdef0'), tableArn('rtb-0123abcd')]]);
  });

  it("name everything after the cluster, so that two clusters' stacks do not meet", () => {
    expect(properties('PodRoutesLambdaFunction')).toMatchObject({ FunctionName: NAME });
    expect(properties('PodRoutesLogGroup')).toMatchObject({ LogGroupName: `/aws/lambda/${NAME}` });
    expect(properties('PodRoutesDashboard')).toMatchObject({ DashboardName: NAME });
    for (const output of Object.values(template.Outputs)) {
      expect(output).toMatchObject({ Export: { Name: expect.stringContaining(`${NAME}-`) } });
    }
  });

  it('set the schedule and switch the CloudTrail rule off', () => {
    expect(properties('ScheduleRule')).toMatchObject({ ScheduleExpression: 'rate(1 hour)' });
    expect(properties('RouteEditRule')).toMatchObject({ State: 'DISABLED', Description: ROUTE_EDIT_RULE.off });
  });

  it('tell the topic of every alarm', () => {
    const alarms = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms).toHaveLength(8);
    for (const alarm of alarms) expect(alarm.Properties).toMatchObject({ AlarmActions: [TOPIC], OKActions: [TOPIC] });
  });

  it('have each alarm of ours watch what the function records', async () => {
    await using bench = await startAwsTestbed();
    await bench.invokeManually({ action: 'resync' });
    const ours = Object.entries(template.Resources).filter(
      ([, each]) => each.Properties?.['Namespace'] === 'podroutes',
    );
    const watched = Object.fromEntries(ours.map(([name, each]) => [name, each.Properties?.['MetricName']]));
    expect(watched).toEqual({
      FailuresAlarm: 'Failures',
      ConflictsAlarm: 'Conflicts',
      RefusedNodesAlarm: 'RefusedNodes',
      NodesWithoutRangeAlarm: 'NodesWithoutRange',
      QuotaAlarm: 'RoutesLeftBeforeQuotaPercent',
    });
    expect(Object.keys(bench.metrics.at(-1) ?? {})).toEqual(expect.arrayContaining(Object.values(watched)));
  });

  it('leave the queue open to the rules of this stack and nobody else', () => {
    const rules = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Events::Rule');
    expect(rules).toHaveLength(6);
    const sources = rules.map(([name]) => ({ 'Fn::GetAtt': [name, 'Arn'] }));
    const Principal = { Service: 'events.amazonaws.com' };
    const Condition = { ArnEquals: { 'aws:SourceArn': expect.toSatisfy((list: object[]) => list.length === 6) } };
    const statement = { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Condition };
    expect(properties('EventQueuePolicy')).toMatchObject({ PolicyDocument: { Statement: [statement] } });
    const policy = JSON.stringify(properties('EventQueuePolicy'));
    expect(sources.filter((source) => !policy.includes(JSON.stringify(source)))).toEqual([]);
  });

  it('leave events of other accounts and regions alone', () => {
    const rules = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    const patterns = rules.flatMap(({ Properties: { EventPattern } = {} }) => EventPattern ?? []);
    expect(patterns).toHaveLength(5);
    for (const pattern of patterns) {
      expect(pattern).toMatchObject({ account: [{ Ref: 'AWS::AccountId' }], region: [{ Ref: 'AWS::Region' }] });
    }
  });

  it('make the very patterns by which the local cloud delivers events', async () => {
    const ec2 = await startLocalEc2();
    const { stack } = deployAws(ec2, { log: captureLog('aws').log, settings: { CLUSTER_NAME: 'prod.eu' } });
    await ec2.close();
    const { services } = ec2;
    const text = JSON.stringify(
      Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Events::Rule'),
    )
      .replaceAll('{"Ref":"AWS::AccountId"}', JSON.stringify(services.account))
      .replaceAll('{"Ref":"AWS::Region"}', JSON.stringify(services.region))
      .replaceAll('{"Fn::GetAtt":["FunctionRole","Arn"]}', JSON.stringify(services.arn('iam', `role/${stack.role}`)));
    const Packaged = z.array(
      z.tuple([z.string(), z.object({ Properties: z.object({ EventPattern: z.optional(z.unknown()) }) })]),
    );
    const packaged = Packaged.parse(JSON.parse(text)).map(([name, { Properties }]) => [name, Properties.EventPattern]);
    const local = [...services.rules.values()].map(({ name, pattern }) => [name.split('-').at(-2), pattern]);
    expect(local).toHaveLength(6);
    expect(local).toEqual(packaged);
  });

  it(
    'are checked before anything is deployed, and what is wrong is told without a stack',
    { timeout: 60_000 },
    async () => {
      const wrong = packageWith({ 'cluster-cidr': '10.200.0.5/16', 'route-tables': 'banana' });
      await expect(wrong).rejects.toThrow(
        /Error:\n2 settings are wrong:\n {2}- CLUSTER_CIDR .*\n {2}- ROUTE_TABLE_IDS .*\n$/,
      );
    },
  );
}
