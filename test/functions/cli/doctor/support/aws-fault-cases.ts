import { EC2_VARIANTS } from '../../../../support/variants/ec2.ts';
import { bootWorker, AWS_TUTORIAL } from '../../../../../infra/local/aws.ts';
import type { AwsDoctorFixture } from './fixtures.ts';
import type { FaultCase } from './fault-case.ts';

const TAG = `kubernetes.io/cluster/${AWS_TUTORIAL.cluster}`;
const STACK = `podroutes-${AWS_TUTORIAL.cluster}`;

const [one, two] = [1, 2];

/** A second subnet of the VPC, with a worker of its own. */
function secondSubnet({ ec2, cluster }: AwsDoctorFixture, associate = true): string {
  const { backend } = ec2;
  backend.associateCidr(cluster.vpcId, '10.241.0.0/24');
  const { id } = backend.createSubnet({ vpcId: cluster.vpcId, cidr: '10.241.0.0/24' });
  if (associate) backend.associateRouteTable(cluster.routeTableId, id);
  bootWorker(backend, { ...cluster, subnetId: id }, 7, '10.241.0.27');
  ec2.settle();
  return id;
}

const worker = ({ cluster }: AwsDoctorFixture, i: number) => cluster.workers[i]?.id ?? '';

/** As the template of a release says it. */
function fromRelease({ ec2 }: AwsDoctorFixture): void {
  const found = ec2.services.functions.get(STACK);
  if (found !== undefined) found.description = `podroutes 1.2.3: keeps the pod routes of ${AWS_TUTORIAL.cluster} right`;
}

/** What a cluster on AWS can suffer from: one thing broken each time, what is found, and the command that mends it. */
export const AWS_FAULT_CASES: Readonly<Record<string, FaultCase<AwsDoctorFixture>>> = {
  'no table is tagged': {
    findingId: 'no-cluster-table',
    hidesNetwork: true,
    inject: ({ ec2, cluster }) => ec2.backend.untag(cluster.routeTableId, TAG),
    message: /no route table in region us-east-1 carries the tag .*; controller-0 .* and 3 more use rtb-/,
    remediation:
      /^aws ec2 create-tags --resources rtb-\w+ --tags Key=kubernetes\.io\/cluster\/\S+,Value=shared --region us-east-1\npodroutes resync /,
  },
  'a table that is not there': {
    findingId: 'table-not-found',
    hidesNetwork: true,
    inject: () => {},
    env: { ROUTE_TABLE_IDS: 'rtb-0123456789abcdef0' },
    message: /ROUTE_TABLE_IDS names rtb-0123456789abcdef0, which does not exist/,
    remediation: /^podroutes plan --cloud aws --region us-east-1 --cluster-name \S+ --cluster-cidr 10\.200\.0\.0\/16$/,
    persists: true,
  },
  'tables of two VPCs': {
    findingId: 'tables-in-several-vpcs',
    hidesNetwork: true,
    inject: ({ ec2 }) => {
      const { id } = ec2.backend.createVpc({ cidr: '10.9.0.0/16' });
      ec2.backend.createRouteTable({ vpcId: id, tags: AWS_TUTORIAL.clusterTag });
    },
    message: /are in 2 VPCs: rtb-\w+ in vpc-\w+; rtb-\w+ in vpc-\w+/,
    remediation: /^aws ec2 delete-tags --resources rtb-\w+ --tags Key=kubernetes/,
  },
  'a subnet of nodes with another table': {
    findingId: 'subnet-uses-other-table',
    resyncFirst: true,
    inject: (fixture) => void secondSubnet(fixture, false),
    message: /^subnet-\w+ with worker-7 \(i-\w+\) uses rtb-\w+, the main table of its VPC/,
    remediation: /^aws ec2 create-tags --resources rtb-/,
  },
  'controllers that see no pod routes': {
    findingId: 'subnet-without-pod-routes',
    inject: ({ ec2, cluster }) => {
      ec2.backend.associateCidr(cluster.vpcId, '10.241.0.0/24');
      const { id } = ec2.backend.createSubnet({ vpcId: cluster.vpcId, cidr: '10.241.0.0/24' });
      ec2.backend.runInstance({ subnetId: id, tags: AWS_TUTORIAL.clusterTag, userData: 'name=controller-9' });
      ec2.settle();
    },
    message: /^subnet-\w+ with i-\w+ uses rtb-/,
    remediation: /^aws ec2 create-tags/,
  },
  'a table that nobody uses': {
    findingId: 'table-unused',
    resyncFirst: true,
    inject: ({ ec2, cluster }) =>
      void ec2.backend.createRouteTable({ vpcId: cluster.vpcId, tags: AWS_TUTORIAL.clusterTag }),
    message: /is neither a main table nor associated/,
    remediation: /^aws ec2 delete-tags --resources rtb-/,
  },
  'an instance of two clusters': {
    findingId: 'instance-of-two-clusters',
    inject: (fixture) => fixture.ec2.backend.tag(worker(fixture, one), { 'kubernetes.io/cluster/other': 'owned' }),
    message: /^worker-1 \(i-\w+\) carries the tags of 2 clusters: kubernetes-the-hard-way, other/,
    remediation: /^aws ec2 delete-tags --resources i-\w+ --tags Key=kubernetes\.io\/cluster\/other /,
  },
  'a missing route': {
    findingId: 'route-missing',
    inject: ({ ec2, cluster }) => ec2.backend.deleteRoute(cluster.routeTableId, '10.200.1.0/24'),
    message: /^no route for 10\.200\.1\.0\/24 in rtb-\w+, where the pods of worker-1/,
    remediation:
      /^podroutes resync --cloud aws --region us-east-1 --cluster-name kubernetes-the-hard-way --cluster-cidr 10\.200\.0\.0\/16$/,
  },
  'a stale route': {
    findingId: 'route-stale',
    inject: (fixture) => {
      const target = { field: 'instanceId', id: worker(fixture, two) } as const;
      fixture.ec2.backend.replaceRoute(fixture.cluster.routeTableId, '10.200.1.0/24', target);
    },
    message: /^10\.200\.1\.0\/24 in rtb-\w+ leads to i-\w+, which is wrong: worker-2 claims 10\.200\.2\.0\/24/,
    remediation: /^podroutes resync/,
  },
  'a route of an instance that is gone': {
    findingId: 'route-stale',
    inject: (fixture) => {
      fixture.ec2.backend.terminate(worker(fixture, one));
      fixture.ec2.settle();
    },
    message: EC2_VARIANTS.blackholeKeepsInstanceId
      ? /^10\.200\.1\.0\/24 in rtb-\w+ leads to i-\w+, which is wrong: target gone/
      : /^10\.200\.1\.0\/24 in rtb-\w+ leads to eni-\w+, which is wrong: target gone/,
    remediation: /^podroutes resync/,
  },
  'a blackhole': {
    findingId: 'route-blackhole',
    inject: ({ ec2, cluster, interfaceOf }) => {
      const id = cluster.workers[one]?.id ?? '';
      const target = { interfaceId: interfaceOf(one), instanceId: id, ownerId: '123456789012' };
      ec2.backend.deleteRoute(cluster.routeTableId, '10.200.1.0/24');
      ec2.backend.addForeignRoute(cluster.routeTableId, { destination: '10.200.1.0/24', target, state: 'blackhole' });
    },
    message: /^10\.200\.1\.0\/24 in rtb-\w+ leads to i-\w+ and is a blackhole/,
    remediation: /^podroutes resync/,
  },
  'a foreign route in the way': {
    findingId: 'route-contested',
    inject: ({ ec2, cluster }) => {
      ec2.backend.deleteRoute(cluster.routeTableId, '10.200.1.0/24');
      const target = { field: 'natGatewayId', id: 'nat-0123456789abcdef0' } as const;
      ec2.backend.addForeignRoute(cluster.routeTableId, { destination: '10.200.1.0/24', target });
    },
    message: /^10\.200\.1\.0\/24 in rtb-\w+ is held by nat-/,
    remediation:
      /^aws ec2 delete-route --route-table-id rtb-\w+ --destination-cidr-block 10\.200\.1\.0\/24 --region us-east-1\npodroutes resync/,
  },
  'a foreign route to half of a range': {
    findingId: 'route-shadowed',
    inject: ({ ec2, cluster }) => {
      const target = { field: 'natGatewayId', id: 'nat-0123456789abcdef0' } as const;
      ec2.backend.addForeignRoute(cluster.routeTableId, { destination: '10.200.1.128/25', target });
    },
    message: /^10\.200\.1\.128\/25 in rtb-\w+ leads to nat-\w+ and lies inside 10\.200\.1\.0\/24 of worker-1/,
    remediation: /^aws ec2 delete-route --route-table-id rtb-\w+ --destination-cidr-block 10\.200\.1\.128\/25/,
  },
  'a node that is stopped': {
    findingId: 'node-stopped',
    inject: (fixture) => {
      fixture.ec2.backend.stop(worker(fixture, one));
      fixture.ec2.settle();
    },
    message: /^worker-1 \(i-\w+\) is stopped$/,
    remediation: /^aws ec2 start-instances --instance-ids i-\w+ --region us-east-1$/,
  },
  'the source/dest check': {
    findingId: 'source-dest-check-on',
    inject: ({ ec2, interfaceOf }) => ec2.backend.setSourceDestCheck(interfaceOf(one), true),
    message: /^the source\/dest check of eni-\w+ \(worker-1\) is on$/,
    remediation:
      /^aws ec2 modify-network-interface-attribute --no-source-dest-check --network-interface-id eni-\w+ --region us-east-1$/,
  },
  'a range inside the VPC': {
    findingId: 'pod-cidr-refused',
    inject: (fixture) => {
      fixture.ec2.backend.tag(worker(fixture, one), { 'pod-cidr': '10.240.0.128/25' });
      fixture.ec2.backend.deleteRoute(fixture.cluster.routeTableId, '10.200.1.0/24');
    },
    message: /pod CIDR "10\.240\.0\.128\/25" refused: it overlaps 10\.240\.0\.0\/24, a range of the network itself/,
    // The first free range of that size: 10.200.0.0/24 is worker-0's.
    remediation:
      /^aws ec2 create-tags --resources i-\w+ --tags Key=pod-cidr,Value=10\.200\.1\.0\/25 --region us-east-1\npodroutes resync /,
  },
  'two nodes with one range': {
    findingId: 'pod-cidr-doubled',
    inject: (fixture) => {
      fixture.ec2.backend.tag(worker(fixture, two), { 'pod-cidr': '10.200.1.0/24' });
      fixture.ec2.backend.deleteRoute(fixture.cluster.routeTableId, '10.200.2.0/24');
    },
    message: /^worker-2 \(i-\w+\) states 10\.200\.1\.0\/24, which worker-1 \(i-\w+\) has already$/,
    remediation: /^aws ec2 create-tags --resources i-\w+ --tags Key=pod-cidr,Value=10\.200\.2\.0\/24 /,
  },
  'user data that cannot be read': {
    findingId: 'pod-cidr-unreadable',
    inject: (fixture) => fixture.ec2.backend.setUserData(worker(fixture, one), new Uint8Array([0x1f, 0x8b, 1, 2, 3])),
    message: /worker-1: its pod CIDR could not be read/,
    remediation: /^aws ec2 describe-instance-attribute --attribute userData --instance-id i-/,
    persists: true,
  },
  'a cluster CIDR over the VPC': {
    findingId: 'cluster-cidr-in-network',
    inject: ({ ec2, cluster }) => ec2.backend.allowFrom(cluster.securityGroupId, '10.192.0.0/10'),
    env: { CLUSTER_CIDR: '10.192.0.0/10' },
    message: /the cluster CIDR 10\.192\.0\.0\/10 overlaps 10\.240\.0\.0\/24/,
    remediation: /^podroutes plan .* --cluster-cidr 10\.0\.0\.0\/10$/,
    persists: true,
  },
  'a cluster CIDR twice': {
    findingId: 'cluster-cidrs-overlap',
    inject: () => {},
    env: { CLUSTER_CIDR: '10.200.0.0/16,10.200.128.0/17' },
    message: /names 10\.200\.0\.0\/16 and 10\.200\.128\.0\/17, which overlap/,
    remediation: /^podroutes plan .* --cluster-cidr 10\.200\.0\.0\/16$/,
    persists: true,
  },
  'a table that is nearly full': {
    findingId: 'quota-nearly-full',
    inject: () => {},
    env: { ROUTE_QUOTA: '5' },
    message: /^rtb-\w+ has 5 of the 5 IPv4 routes that it may have$/,
    remediation:
      /^aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-93826ACB --desired-value 10 --region us-east-1$/,
    persists: true,
  },
  'a security group that lets no pod in': {
    findingId: 'security-group-drops-pods',
    inject: ({ ec2, cluster }) => {
      ec2.backend.revokeFrom(cluster.securityGroupId, 'ingress', AWS_TUTORIAL.clusterCidr);
    },
    message: /^sg-\w+ does not let in tcp, udp, icmp from 10\.200\.0\.0\/23, 10\.200\.2\.0\/24$/,
    remediation:
      /^aws ec2 authorize-security-group-ingress --group-id sg-\w+ --protocol all --cidr 10\.200\.0\.0\/16 --region us-east-1$/,
  },
  'a security group that lets nothing out': {
    findingId: 'security-group-drops-pods',
    inject: ({ ec2, cluster }) => ec2.backend.revokeFrom(cluster.securityGroupId, 'egress', '0.0.0.0/0'),
    message: /^sg-\w+ does not let out tcp, udp, icmp to 10\.200\./,
    remediation: /^aws ec2 authorize-security-group-egress --group-id sg-\w+ --protocol all --cidr 10\.200\.0\.0\/16/,
  },
  'a security group for the nodes of today': {
    findingId: 'security-group-narrow',
    inject: ({ ec2, cluster }) => {
      ec2.backend.revokeFrom(cluster.securityGroupId, 'ingress', AWS_TUTORIAL.clusterCidr);
      ec2.backend.allowFrom(cluster.securityGroupId, '10.200.0.0/22');
    },
    message: /^sg-\w+ does not let in tcp, udp, icmp from 10\.200\.4\.0\/22/,
    remediation: /^aws ec2 authorize-security-group-ingress /,
  },
  'a network ACL between subnets': {
    findingId: 'network-acl-drops-pods',
    resyncFirst: true,
    inject: (fixture) => {
      secondSubnet(fixture);
      fixture.ec2.backend.addAclRule(fixture.cluster.vpcId, 90, 'deny', '10.200.0.0/16');
    },
    message:
      /^acl-\w+ does not let into subnet-\w+, subnet-\w+ tcp, udp, icmp from 10\.200\.\S+.* \(rule 90 denies it\)$/,
    remediation:
      /^aws ec2 create-network-acl-entry --network-acl-id acl-\w+ --ingress --rule-number 89 --protocol -1 --rule-action allow --cidr-block 10\.200\.0\.0\/16 /,
  },
  'a network ACL that drops pings': {
    findingId: 'network-acl-narrow',
    resyncFirst: true,
    inject: (fixture) => {
      secondSubnet(fixture);
      fixture.ec2.backend.addAclRule(fixture.cluster.vpcId, 90, 'deny', '10.200.0.0/16', '1');
    },
    message: /^acl-\w+ does not let into \S+ \S+ icmp from .* \(rule 90 denies it\)$/,
    remediation: /^aws ec2 create-network-acl-entry /,
  },
  'nothing is deployed': {
    findingId: 'not-deployed',
    inject: () => {},
    message: /^there is no function podroutes-kubernetes-the-hard-way/,
    remediation:
      /^npx osls deploy --region us-east-1 --param=cluster-name=kubernetes-the-hard-way --param=cluster-cidr=10\.200\.0\.0\/16\n# or, from a release: aws cloudformation deploy --stack-name podroutes-kubernetes-the-hard-way --template-file podroutes-aws-\S+\.template\.json --capabilities CAPABILITY_IAM --parameter-overrides ClusterName=kubernetes-the-hard-way ClusterCidr=10\.200\.0\.0\/16 CodeBucket="\$\{CODE_BUCKET:\?set it to the bucket that has the zip\}" CodeKey=podroutes-aws-\S+\.zip --region us-east-1$/,
  },
  'a function that somebody deleted': {
    findingId: 'function-missing',
    deployed: true,
    inject: ({ ec2 }) => void ec2.services.functions.delete(STACK),
    message: /^there is a queue for events \(arn:aws:sqs:\S+\), and no function podroutes-/,
    remediation: /^npx osls remove .*\nnpx osls deploy /,
  },
  'a function that failed': {
    findingId: 'function-not-active',
    deployed: true,
    inject: ({ ec2 }) => {
      const found = ec2.services.functions.get(STACK);
      if (found !== undefined) found.state = 'Failed';
    },
    message: /is in state Failed: The function is broken/,
    remediation: /^npx osls deploy/,
  },
  'a function without concurrency': {
    findingId: 'function-switched-off',
    deployed: true,
    inject: ({ ec2 }) => {
      const found = ec2.services.functions.get(STACK);
      if (found !== undefined) found.reserved = 0;
    },
    message: /has a reserved concurrency of 0/,
    remediation: /^aws lambda delete-function-concurrency --function-name podroutes-/,
  },
  'a function with other settings': {
    findingId: 'function-settings-differ',
    deployed: true,
    inject: () => {},
    env: { CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48' },
    message: /CLUSTER_CIDR is 10\.200\.0\.0\/16 there and 10\.200\.0\.0\/16,fd00:10::\/48 here/,
    remediation: /^npx osls deploy .*--param=cluster-cidr=10\.200\.0\.0\/16,fd00:10::\/48$/,
    persists: true,
  },
  'other settings of a function from a release': {
    findingId: 'function-settings-differ',
    deployed: true,
    inject: fromRelease,
    env: { CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48' },
    message: /CLUSTER_CIDR is 10\.200\.0\.0\/16 there/,
    remediation:
      /^aws cloudformation deploy --stack-name podroutes-\S+ --template-file podroutes-aws-1\.2\.3\.template\.json --capabilities CAPABILITY_IAM --parameter-overrides ClusterName=\S+ ClusterCidr=10\.200\.0\.0\/16,fd00:10::\/48 --region us-east-1$/,
    persists: true,
  },
  'a rule that somebody deleted from the stack of a release': {
    findingId: 'trigger-missing',
    deployed: true,
    inject: (fixture) => {
      fromRelease(fixture);
      fixture.ec2.services.rules.delete(`${STACK}-ScheduleRule-L0C4LL0C4L01`);
    },
    message: /no rule puts the events of the schedule into the queue/,
    remediation:
      /^aws cloudformation delete-stack .*\naws cloudformation wait stack-delete-complete .*\naws cloudformation deploy .*CodeBucket="\$\{CODE_BUCKET:\?[^"]*\}" CodeKey=podroutes-aws-1\.2\.3\.zip /,
    persists: true,
  },
  'a rule that somebody deleted': {
    findingId: 'trigger-missing',
    deployed: true,
    inject: ({ ec2 }) => void ec2.services.rules.delete(`${STACK}-ScheduleRule-L0C4LL0C4L01`),
    message: /no rule puts the events of the schedule into the queue/,
    remediation: /^npx osls remove .*\nnpx osls deploy /,
  },
  'a rule that is disabled': {
    findingId: 'trigger-disabled',
    deployed: true,
    inject: ({ ec2 }) => {
      const rule = ec2.services.rules.get(`${STACK}-InstanceStateRule-L0C4LL0C4L01`);
      if (rule !== undefined) rule.enabled = false;
    },
    message: /^the rule podroutes-\S+-InstanceStateRule-\w+ for instances that boot, stop and end is disabled/,
    remediation: /^aws events enable-rule --name podroutes-\S+-InstanceStateRule-\w+ --region us-east-1$/,
  },
  'a rule for route edits that is disabled': {
    findingId: 'trigger-disabled',
    deployed: true,
    inject: ({ ec2 }) => {
      const rule = ec2.services.rules.get(`${STACK}-RouteEditRule-L0C4LL0C4L01`);
      if (rule !== undefined) rule.enabled = false;
    },
    message: /^the rule podroutes-\S+-RouteEditRule-\w+ for edits of routes is disabled/,
    remediation: /^aws events enable-rule --name podroutes-\S+-RouteEditRule-\w+ --region us-east-1$/,
  },
  'a mapping that is disabled': {
    findingId: 'trigger-disabled',
    deployed: true,
    inject: ({ ec2 }) => {
      for (const mapping of ec2.services.mappings.values()) mapping.enabled = false;
    },
    message: /^the event source mapping \S+ of podroutes-\S+ is disabled/,
    remediation: /^aws lambda update-event-source-mapping --uuid \S+ --enabled --region us-east-1$/,
  },
  'a mapping that somebody deleted': {
    findingId: 'mapping-missing',
    deployed: true,
    inject: ({ ec2 }) => ec2.services.mappings.clear(),
    message: /^no event source mapping feeds podroutes-/,
    remediation:
      /^aws lambda create-event-source-mapping --function-name \S+ --event-source-arn arn:aws:sqs:us-east-1:123456789012:podroutes-\S+-EventQueue-\w+ --batch-size 50 /,
  },
  'dead letters': {
    findingId: 'dead-letters-waiting',
    deployed: true,
    inject: ({ deployment }) => void deployment?.queue.deadLetters.push('{}'),
    message: /^1 event in arn:aws:sqs:\S+-DeadLetters-\w+, given up after five deliveries$/,
    remediation: /^aws sqs start-message-move-task --source-arn arn:aws:sqs:\S+-DeadLetters-\w+ --region us-east-1$/,
  },
  'events that EventBridge could not deliver': {
    findingId: 'undelivered-events-waiting',
    deployed: true,
    inject: ({ ec2 }) => ec2.services.queues.get(`${STACK}-UndeliveredEvents-L0C4LL0C4L01`)?.messages.put('{}'),
    message: /^1 event in arn:aws:sqs:\S+-UndeliveredEvents-\w+/,
    remediation: /\naws sqs purge-queue --queue-url http:\S+-UndeliveredEvents-\w+ /,
  },
  'a write that you may not do': {
    findingId: 'permission-missing',
    inject: ({ ec2 }) => ec2.faults.failAlways('ReplaceRoute', { code: 'UnauthorizedOperation' }),
    message: /^arn:aws:iam::123456789012:user\/local may not ec2:ReplaceRoute on rtb-/,
    remediation:
      /^aws iam put-user-policy --user-name local --policy-name podroutes-ReplaceRoute --policy-document '\{"Version":"2012-10-17","Statement":\[\{"Effect":"Allow","Action":"ec2:ReplaceRoute","Resource":"arn:aws:ec2:\*:\*:route-table\/rtb-\w+"\}\]\}' /,
  },
  'a write that the function may not do': {
    findingId: 'role-permission-missing',
    deployed: true,
    inject: ({ ec2 }) => {
      for (const role of ec2.services.roles.values()) role.allowed.delete('ec2:CreateRoute');
    },
    message: /^the role of the function, arn:aws:iam::123456789012:role\/\S+, may not ec2:CreateRoute on rtb-/,
    remediation:
      /^aws iam put-role-policy --role-name podroutes-\S+ --policy-name podroutes-CreateRoute --policy-document /,
  },
  'a tag for those who wait that the function may not write': {
    findingId: 'role-permission-missing',
    deployed: true,
    inject: ({ ec2 }) => {
      for (const role of ec2.services.roles.values()) role.allowed.delete('ec2:CreateTags');
    },
    message: /^the role of the function, arn:aws:iam::123456789012:role\/\S+, may not ec2:CreateTags on rtb-/,
    remediation:
      /^aws iam put-role-policy --role-name podroutes-\S+ --policy-name podroutes-CreateTags --policy-document '.*"Condition":\{"ForAllValues:StringLike":\{"aws:TagKeys":\["podroutes-waiting-\*"\]\},"Null":\{"aws:TagKeys":"false","aws:ResourceTag\/kubernetes.io\/cluster\/[^"]+":"false"\}\}/,
  },
  'a node that asks for a range, which the function may not tell it': {
    findingId: 'role-permission-missing',
    along: ['node-not-told'],
    deployed: true,
    inject: ({ ec2, cluster }) => {
      const { subnetId, securityGroupId } = cluster;
      const interfaces = [{ subnetId, groupIds: [securityGroupId] }];
      const { id } = ec2.backend.runInstance({ interfaces, tags: { 'pod-cidr': 'auto' } });
      ec2.backend.setSourceDestCheck(id, false);
      ec2.settle();
    },
    message:
      /^the role of the function, \S+, may not ec2:CreateTags on \*; nodes ask for a range, .*: deploy with allocate=true$/,
    remediation:
      /^aws iam put-role-policy --role-name podroutes-\S+ --policy-name podroutes-CreateTags --policy-document '.*"aws:TagKeys":\["pod-cidr"\].*"aws:ResourceTag\/pod-cidr":\["auto","\$\{aws:RequestTag\/pod-cidr\}"\]/,
  },
};
