import type { Fault } from '../../../infra/local/simulation.ts';
import type { ProxyResponse } from '../../support/recording-proxy.ts';

/** One use of a command or paginator, by the name that our code imports, and how the service misbehaves with it. */
export interface AwsCall {
  readonly name: string;
  readonly input: object;
  /** Planned in the local service, for the command's action. */
  readonly fault?: Fault;
  /** Answered in the service's place. */
  readonly canned?: readonly ProxyResponse[];
}

/** What is known of the local EC2 account when the calls begin. */
interface Account {
  readonly vpc: string;
  readonly table: string;
  readonly worker: string;
  readonly other: string;
  readonly controller: string;
  readonly nic: string;
}

const HTML: ProxyResponse = { status: 502, body: '<html><body>Bad Gateway</body></html>' };
const CUT: ProxyResponse = {
  status: 200,
  type: 'text/xml',
  body: '<DescribeRouteTablesResponse><routeTableSet><item>',
};
const D = '10.200.0.0/24';

/** Every kind of answer that the route commands can get. */
export function ec2Calls({ vpc, table, worker, other, controller, nic }: Account): AwsCall[] {
  const route = { RouteTableId: table, DestinationCidrBlock: D };
  const tables = { Filters: [{ Name: 'tag-key', Values: ['kubernetes.io/cluster/kubernetes-the-hard-way'] }] };
  const userData = (InstanceId: string) => ({ InstanceId, Attribute: 'userData' });
  return [
    { name: 'paginateDescribeRouteTables', input: tables },
    { name: 'DescribeRouteTablesCommand', input: { RouteTableIds: [table] } },
    { name: 'DescribeRouteTablesCommand', input: { RouteTableIds: ['rtb-0123'] } },
    { name: 'paginateDescribeInstances', input: { Filters: [{ Name: 'vpc-id', Values: [vpc] }] } },
    { name: 'paginateDescribeInstances', input: { Filters: [{ Name: 'instance-id', Values: ['i-none'] }] } },
    { name: 'DescribeInstanceAttributeCommand', input: userData(worker) },
    { name: 'DescribeInstanceAttributeCommand', input: userData(controller) },
    { name: 'DescribeInstanceAttributeCommand', input: userData('i-0123456789abcdef0') },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: worker } },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: worker } },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: other } },
    {
      name: 'CreateRouteCommand',
      input: { RouteTableId: table, DestinationIpv6CidrBlock: 'fd00:10::/64', NetworkInterfaceId: nic },
    },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: worker, RouteTableId: 'ü & <rtb>' } },
    { name: 'ReplaceRouteCommand', input: { ...route, InstanceId: other } },
    { name: 'ReplaceRouteCommand', input: { ...route, DestinationCidrBlock: '10.200.9.0/24', InstanceId: other } },
    { name: 'paginateDescribeRouteTables', input: tables },
    { name: 'DeleteRouteCommand', input: route },
    { name: 'DeleteRouteCommand', input: route },
    {
      name: 'ModifyNetworkInterfaceAttributeCommand',
      input: { NetworkInterfaceId: nic, SourceDestCheck: { Value: false } },
    },
    { name: 'ReplaceRouteCommand', input: { ...route, InstanceId: other }, fault: { code: 'UnauthorizedOperation' } },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: other }, fault: { code: 'RouteLimitExceeded' } },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: other }, fault: { code: 'RequestLimitExceeded' } },
    { name: 'DeleteRouteCommand', input: route, fault: { code: 'InternalError', when: 'after' } },
    { name: 'paginateDescribeRouteTables', input: tables, fault: { code: 'Unavailable' } },
    { name: 'paginateDescribeSecurityGroups', input: { Filters: [{ Name: 'vpc-id', Values: [vpc] }] } },
    { name: 'paginateDescribeNetworkAcls', input: { Filters: [{ Name: 'vpc-id', Values: [vpc] }] } },
    { name: 'paginateDescribeNetworkAcls', input: {}, fault: { code: 'UnauthorizedOperation' } },
    { name: 'CreateRouteCommand', input: { ...route, InstanceId: other, DryRun: true } },
    { name: 'DescribeRouteTablesCommand', input: {}, canned: [HTML, HTML, HTML] },
    { name: 'DescribeRouteTablesCommand', input: {}, canned: [CUT] },
    { name: 'DescribeRouteTablesCommand', input: {}, canned: ['disconnect'] },
    { name: 'DescribeRouteTablesCommand', input: {}, canned: ['disconnect', 'disconnect', 'disconnect'] },
  ];
}

export function autoScalingCalls(instance: string): AwsCall[] {
  const input = {
    AutoScalingGroupName: 'workers',
    LifecycleHookName: 'podroutes',
    InstanceId: instance,
    LifecycleActionResult: 'CONTINUE',
  };
  const name = 'CompleteLifecycleActionCommand';
  return [
    { name, input },
    { name, input },
    { name, input, fault: { code: 'ResourceContention' } },
    { name, input, fault: { code: 'Throttling' } },
    { name, input, fault: { code: 'AccessDenied', status: 403 } },
    { name, input, canned: [HTML, HTML, HTML] },
  ];
}

export function eventBridgeCalls(): AwsCall[] {
  const entry = { EventBusName: 'default', Source: 'podroutes', DetailType: 'Pod Route Created', Detail: '{"ü":1}' };
  const json = (type: string, status = 400): ProxyResponse => ({
    status,
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify({ __type: type, message: `${type} it is` }),
  });
  const name = 'PutEventsCommand';
  const answer = (body: object): ProxyResponse => ({
    status: 200,
    type: 'application/x-amz-json-1.1',
    body: JSON.stringify(body),
  });
  const rule = {
    Name: 'r',
    State: 'DISABLED',
    ScheduleExpression: 'rate(5 minutes)',
    EventPattern: '{"source":["ü"]}',
  };
  const target = { Id: 'q', Arn: 'arn:aws:sqs:us-east-1:1:q', DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:1:d' } };
  return [
    {
      name: 'ListRuleNamesByTargetCommand',
      input: { TargetArn: 'arn' },
      canned: [answer({ RuleNames: ['r'], NextToken: 't' })],
    },
    { name: 'ListRuleNamesByTargetCommand', input: { TargetArn: 'arn' }, canned: [json('ResourceNotFoundException')] },
    { name: 'DescribeRuleCommand', input: { Name: 'r' }, canned: [answer(rule)] },
    { name: 'DescribeRuleCommand', input: { Name: 'r' }, canned: [json('AccessDeniedException')] },
    { name: 'ListTargetsByRuleCommand', input: { Rule: 'r' }, canned: [answer({ Targets: [target] })] },
    { name: 'ListTargetsByRuleCommand', input: { Rule: 'r' }, canned: [HTML, HTML, HTML] },
    { name, input: { Entries: [entry] } },
    { name, input: { Entries: [{ ...entry, Time: new Date(0) }, entry] } },
    { name, input: { Entries: [] } },
    { name, input: { Entries: [entry] }, canned: [json('AccessDeniedException')] },
    { name, input: { Entries: [entry] }, canned: [json('com.amazonaws.eventbridge#InternalException', 500)] },
    { name, input: { Entries: [entry] }, canned: [json('ThrottlingException')] },
    { name, input: { Entries: [entry] }, canned: [json('SomethingNew')] },
    { name, input: { Entries: [entry] }, canned: [HTML, HTML, HTML] },
  ];
}
