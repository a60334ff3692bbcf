import { bootWorker, lab } from '../../../../../infra/local/aws.ts';
import type { AwsPatient } from './bench.ts';
import type { Illness } from './illness.ts';

const TAG = `kubernetes.io/cluster/${lab.cluster}`;
const STACK = `podroutes-${lab.cluster}`;

const [one, two] = [1, 2];

/** A second subnet of the VPC, with a worker of its own. */
function secondSubnet({ ec2, cluster }: AwsPatient, associate = true): string {
  const { world } = ec2;
  world.associateCidr(cluster.vpcId, '10.241.0.0/24');
  const { id } = world.createSubnet({ vpcId: cluster.vpcId, cidr: '10.241.0.0/24' });
  if (associate) world.associateRouteTable(cluster.routeTableId, id);
  bootWorker(world, { ...cluster, subnetId: id }, 7, '10.241.0.27');
  ec2.settle();
  return id;
}

const worker = ({ cluster }: AwsPatient, i: number) => cluster.workers[i]?.id ?? '';

/** What a cluster on AWS can suffer from: one thing broken each time, what is found, and the command that mends it. */
export const AWS_ILLNESSES: Readonly<Record<string, Illness<AwsPatient>>> = {
  'no table is tagged': {
    finds: 'no-cluster-table',
    hides: true,
    because: ({ ec2, cluster }) => ec2.world.untag(cluster.routeTableId, TAG),
    what: /no route table in region us-east-1 carries the tag .*; controller-0 .* and 3 more use rtb-/,
    mend: /^aws ec2 create-tags --resources rtb-\w+ --tags Key=kubernetes\.io\/cluster\/\S+,Value=shared --region us-east-1\npodroutes resync /,
  },
  'a table that is not there': {
    finds: 'table-not-found',
    hides: true,
    because: () => {},
    env: { ROUTE_TABLE_IDS: 'rtb-0123456789abcdef0' },
    what: /ROUTE_TABLE_IDS names rtb-0123456789abcdef0, which does not exist/,
    mend: /^podroutes plan --cloud aws --region us-east-1 --cluster-name \S+ --cluster-cidr 10\.200\.0\.0\/16$/,
    stays: true,
  },
  'tables of two VPCs': {
    finds: 'tables-in-several-vpcs',
    hides: true,
    because: ({ ec2 }) => {
      const { id } = ec2.world.createVpc({ cidr: '10.9.0.0/16' });
      ec2.world.createRouteTable({ vpcId: id, tags: lab.clusterTag });
    },
    what: /are in 2 VPCs: rtb-\w+ in vpc-\w+; rtb-\w+ in vpc-\w+/,
    mend: /^aws ec2 delete-tags --resources rtb-\w+ --tags Key=kubernetes/,
  },
  'a subnet of nodes with another table': {
    finds: 'subnet-uses-other-table',
    resync: true,
    because: (patient) => void secondSubnet(patient, false),
    what: /^subnet-\w+ with worker-7 \(i-\w+\) uses rtb-\w+, the main table of its VPC/,
    mend: /^aws ec2 create-tags --resources rtb-/,
  },
  'controllers that see no pod routes': {
    finds: 'subnet-without-pod-routes',
    because: ({ ec2, cluster }) => {
      ec2.world.associateCidr(cluster.vpcId, '10.241.0.0/24');
      const { id } = ec2.world.createSubnet({ vpcId: cluster.vpcId, cidr: '10.241.0.0/24' });
      ec2.world.runInstance({ subnetId: id, tags: lab.clusterTag, userData: 'name=controller-9' });
      ec2.settle();
    },
    what: /^subnet-\w+ with i-\w+ uses rtb-/,
    mend: /^aws ec2 create-tags/,
  },
  'a table that nobody uses': {
    finds: 'table-unused',
    resync: true,
    because: ({ ec2, cluster }) => void ec2.world.createRouteTable({ vpcId: cluster.vpcId, tags: lab.clusterTag }),
    what: /is neither a main table nor associated/,
    mend: /^aws ec2 delete-tags --resources rtb-/,
  },
  'an instance of two clusters': {
    finds: 'instance-of-two-clusters',
    because: (patient) => patient.ec2.world.tag(worker(patient, one), { 'kubernetes.io/cluster/other': 'owned' }),
    what: /^worker-1 \(i-\w+\) carries the tags of 2 clusters: kubernetes-the-hard-way, other/,
    mend: /^aws ec2 delete-tags --resources i-\w+ --tags Key=kubernetes\.io\/cluster\/other /,
  },
  'a missing route': {
    finds: 'route-missing',
    because: ({ ec2, cluster }) => ec2.world.deleteRoute(cluster.routeTableId, '10.200.1.0/24'),
    what: /^no route for 10\.200\.1\.0\/24 in rtb-\w+, where the pods of worker-1/,
    mend: /^podroutes resync --cloud aws --region us-east-1 --cluster-name kubernetes-the-hard-way --cluster-cidr 10\.200\.0\.0\/16$/,
  },
  'a stale route': {
    finds: 'route-stale',
    because: (patient) => {
      const target = { field: 'instanceId', id: worker(patient, two) } as const;
      patient.ec2.world.replaceRoute(patient.cluster.routeTableId, '10.200.1.0/24', target);
    },
    what: /^10\.200\.1\.0\/24 in rtb-\w+ leads to i-\w+, which is wrong: node claims another range/,
    mend: /^podroutes resync/,
  },
  'a route of an instance that is gone': {
    finds: 'route-stale',
    because: (patient) => {
      patient.ec2.world.terminate(worker(patient, one));
      patient.ec2.settle();
    },
    what: /^10\.200\.1\.0\/24 in rtb-\w+ leads to eni-\w+, which is wrong: target gone/,
    mend: /^podroutes resync/,
  },
  'a blackhole': {
    finds: 'route-blackhole',
    because: ({ ec2, cluster, interfaceOf }) => {
      const id = cluster.workers[one]?.id ?? '';
      const target = { interfaceId: interfaceOf(one), instanceId: id, ownerId: '123456789012' };
      ec2.world.deleteRoute(cluster.routeTableId, '10.200.1.0/24');
      ec2.world.addForeignRoute(cluster.routeTableId, { destination: '10.200.1.0/24', target, state: 'blackhole' });
    },
    what: /^10\.200\.1\.0\/24 in rtb-\w+ leads to i-\w+ and is a blackhole/,
    mend: /^podroutes resync/,
  },
  'a foreign route in the way': {
    finds: 'route-contested',
    because: ({ ec2, cluster }) => {
      ec2.world.deleteRoute(cluster.routeTableId, '10.200.1.0/24');
      const target = { field: 'natGatewayId', id: 'nat-0123456789abcdef0' } as const;
      ec2.world.addForeignRoute(cluster.routeTableId, { destination: '10.200.1.0/24', target });
    },
    what: /^10\.200\.1\.0\/24 in rtb-\w+ is held by nat-/,
    mend: /^aws ec2 delete-route --route-table-id rtb-\w+ --destination-cidr-block 10\.200\.1\.0\/24 --region us-east-1\npodroutes resync/,
  },
  'a foreign route to half of a range': {
    finds: 'route-shadowed',
    because: ({ ec2, cluster }) => {
      const target = { field: 'natGatewayId', id: 'nat-0123456789abcdef0' } as const;
      ec2.world.addForeignRoute(cluster.routeTableId, { destination: '10.200.1.128/25', target });
    },
    what: /^10\.200\.1\.128\/25 in rtb-\w+ leads to nat-\w+ and lies inside 10\.200\.1\.0\/24 of worker-1/,
    mend: /^aws ec2 delete-route --route-table-id rtb-\w+ --destination-cidr-block 10\.200\.1\.128\/25/,
  },
  'a node that is stopped': {
    finds: 'node-stopped',
    because: (patient) => {
      patient.ec2.world.stop(worker(patient, one));
      patient.ec2.settle();
    },
    what: /^worker-1 \(i-\w+\) is stopped$/,
    mend: /^aws ec2 start-instances --instance-ids i-\w+ --region us-east-1$/,
  },
  'the source/dest check': {
    finds: 'source-dest-check-on',
    because: ({ ec2, interfaceOf }) => ec2.world.setSourceDestCheck(interfaceOf(one), true),
    what: /^the source\/dest check is on on eni-\w+ of worker-1/,
    mend: /^aws ec2 modify-network-interface-attribute --no-source-dest-check --network-interface-id eni-\w+ --region us-east-1$/,
  },
  'a range inside the VPC': {
    finds: 'pod-cidr-refused',
    because: (patient) => {
      patient.ec2.world.tag(worker(patient, one), { 'pod-cidr': '10.240.0.128/25' });
      patient.ec2.world.deleteRoute(patient.cluster.routeTableId, '10.200.1.0/24');
    },
    what: /pod CIDR "10\.240\.0\.128\/25" refused: it overlaps 10\.240\.0\.0\/24, a range of the network itself/,
    // The first free range of that size: 10.200.0.0/24 is worker-0's.
    mend: /^aws ec2 create-tags --resources i-\w+ --tags Key=pod-cidr,Value=10\.200\.1\.0\/25 --region us-east-1$/,
  },
  'two nodes with one range': {
    finds: 'pod-cidr-doubled',
    because: (patient) => {
      patient.ec2.world.tag(worker(patient, two), { 'pod-cidr': '10.200.1.0/24' });
      patient.ec2.world.deleteRoute(patient.cluster.routeTableId, '10.200.2.0/24');
    },
    what: /^worker-2 \(i-\w+\) states 10\.200\.1\.0\/24, which worker-1 \(i-\w+\) has already$/,
    mend: /^aws ec2 create-tags --resources i-\w+ --tags Key=pod-cidr,Value=10\.200\.2\.0\/24 /,
  },
  'user data that cannot be read': {
    finds: 'pod-cidr-unreadable',
    because: (patient) => patient.ec2.world.setUserData(worker(patient, one), new Uint8Array([0x1f, 0x8b, 1, 2, 3])),
    what: /worker-1: its pod CIDR could not be read/,
    mend: /^aws ec2 describe-instance-attribute --attribute userData --instance-id i-/,
    stays: true,
  },
  'a cluster CIDR over the VPC': {
    finds: 'cluster-cidr-in-network',
    because: ({ ec2, cluster }) => ec2.world.allowFrom(cluster.securityGroupId, '10.192.0.0/10'),
    env: { CLUSTER_CIDR: '10.192.0.0/10' },
    what: /the cluster CIDR 10\.192\.0\.0\/10 overlaps 10\.240\.0\.0\/24/,
    mend: /^podroutes plan .* --cluster-cidr 10\.0\.0\.0\/10$/,
    stays: true,
  },
  'a cluster CIDR twice': {
    finds: 'cluster-cidrs-overlap',
    because: () => {},
    env: { CLUSTER_CIDR: '10.200.0.0/16,10.200.128.0/17' },
    what: /names 10\.200\.0\.0\/16 and 10\.200\.128\.0\/17, which overlap/,
    mend: /^podroutes plan .* --cluster-cidr 10\.200\.0\.0\/16$/,
    stays: true,
  },
  'a table that is nearly full': {
    finds: 'quota-nearly-full',
    because: () => {},
    env: { ROUTE_QUOTA: '5' },
    what: /^rtb-\w+ has 5 of the 5 IPv4 routes that it may have$/,
    mend: /^aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-93826ACB --desired-value 10 --region us-east-1$/,
    stays: true,
  },
  'a security group that lets no pod in': {
    finds: 'security-group-drops-pods',
    because: ({ ec2, cluster }) => {
      ec2.world.revokeFrom(cluster.securityGroupId, 'ingress', lab.clusterCidr);
    },
    what: /^sg-\w+ does not let in tcp, udp, icmp from 10\.200\.0\.0\/23, 10\.200\.2\.0\/24$/,
    mend: /^aws ec2 authorize-security-group-ingress --group-id sg-\w+ --protocol all --cidr 10\.200\.0\.0\/16 --region us-east-1$/,
  },
  'a security group that lets nothing out': {
    finds: 'security-group-drops-pods',
    because: ({ ec2, cluster }) => ec2.world.revokeFrom(cluster.securityGroupId, 'egress', '0.0.0.0/0'),
    what: /^sg-\w+ does not let out tcp, udp, icmp to 10\.200\./,
    mend: /^aws ec2 authorize-security-group-egress --group-id sg-\w+ --protocol all --cidr 10\.200\.0\.0\/16/,
  },
  'a security group for the nodes of today': {
    finds: 'security-group-narrow',
    because: ({ ec2, cluster }) => {
      ec2.world.revokeFrom(cluster.securityGroupId, 'ingress', lab.clusterCidr);
      ec2.world.allowFrom(cluster.securityGroupId, '10.200.0.0/22');
    },
    what: /^sg-\w+ does not let in tcp, udp, icmp from 10\.200\.4\.0\/22/,
    mend: /^aws ec2 authorize-security-group-ingress /,
  },
  'a network ACL between subnets': {
    finds: 'network-acl-drops-pods',
    resync: true,
    because: (patient) => {
      secondSubnet(patient);
      patient.ec2.world.addAclRule(patient.cluster.vpcId, 90, 'deny', '10.200.0.0/16');
    },
    what: /^acl-\w+ does not let into subnet-\w+, subnet-\w+ tcp, udp, icmp from 10\.200\.\S+.* \(rule 90 denies it\)$/,
    mend: /^aws ec2 create-network-acl-entry --network-acl-id acl-\w+ --ingress --rule-number 89 --protocol -1 --rule-action allow --cidr-block 10\.200\.0\.0\/16 /,
  },
  'a network ACL that drops pings': {
    finds: 'network-acl-narrow',
    resync: true,
    because: (patient) => {
      secondSubnet(patient);
      patient.ec2.world.addAclRule(patient.cluster.vpcId, 90, 'deny', '10.200.0.0/16', '1');
    },
    what: /^acl-\w+ does not let into \S+ \S+ icmp from .* \(rule 90 denies it\)$/,
    mend: /^aws ec2 create-network-acl-entry /,
  },
  'nothing is deployed': {
    finds: 'not-deployed',
    because: () => {},
    what: /^there is no function podroutes-kubernetes-the-hard-way/,
    mend: /^npx osls deploy --region us-east-1 --param=cluster-name=kubernetes-the-hard-way --param=cluster-cidr=10\.200\.0\.0\/16$/,
  },
  'a function that somebody deleted': {
    finds: 'function-missing',
    functions: true,
    because: ({ ec2 }) => void ec2.services.functions.delete(STACK),
    what: /^there is a queue for events \(arn:aws:sqs:\S+\), and no function podroutes-/,
    mend: /^npx osls remove .*\nnpx osls deploy /,
  },
  'a function that failed': {
    finds: 'function-not-active',
    functions: true,
    because: ({ ec2 }) => {
      const found = ec2.services.functions.get(STACK);
      if (found !== undefined) found.state = 'Failed';
    },
    what: /is in state Failed: The function is broken/,
    mend: /^npx osls deploy/,
  },
  'a function without concurrency': {
    finds: 'function-switched-off',
    functions: true,
    because: ({ ec2 }) => {
      const found = ec2.services.functions.get(STACK);
      if (found !== undefined) found.reserved = 0;
    },
    what: /has a reserved concurrency of 0/,
    mend: /^aws lambda delete-function-concurrency --function-name podroutes-/,
  },
  'a function with other settings': {
    finds: 'function-settings-differ',
    functions: true,
    because: () => {},
    env: { CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48' },
    what: /CLUSTER_CIDR is 10\.200\.0\.0\/16 there and 10\.200\.0\.0\/16,fd00:10::\/48 here/,
    mend: /^npx osls deploy .*--param=cluster-cidr=10\.200\.0\.0\/16,fd00:10::\/48$/,
    stays: true,
  },
  'a rule that somebody deleted': {
    finds: 'trigger-missing',
    functions: true,
    because: ({ ec2 }) => void ec2.services.rules.delete(`${STACK}-ScheduleRule-L0C4LL0C4L01`),
    what: /no rule puts the events of the schedule into the queue/,
    mend: /^npx osls remove .*\nnpx osls deploy /,
  },
  'a rule that is disabled': {
    finds: 'trigger-disabled',
    functions: true,
    because: ({ ec2 }) => {
      const rule = ec2.services.rules.get(`${STACK}-InstanceStateRule-L0C4LL0C4L01`);
      if (rule !== undefined) rule.enabled = false;
    },
    what: /^the rule podroutes-\S+-InstanceStateRule-\w+ for instances that boot, stop and end is disabled/,
    mend: /^aws events enable-rule --name podroutes-\S+-InstanceStateRule-\w+ --region us-east-1$/,
  },
  'a mapping that is disabled': {
    finds: 'trigger-disabled',
    functions: true,
    because: ({ ec2 }) => {
      for (const mapping of ec2.services.mappings.values()) mapping.enabled = false;
    },
    what: /^the event source mapping \S+ of podroutes-\S+ is disabled/,
    mend: /^aws lambda update-event-source-mapping --uuid \S+ --enabled --region us-east-1$/,
  },
  'a mapping that somebody deleted': {
    finds: 'mapping-missing',
    functions: true,
    because: ({ ec2 }) => ec2.services.mappings.clear(),
    what: /^no event source mapping feeds podroutes-/,
    mend: /^aws lambda create-event-source-mapping --function-name \S+ --event-source-arn arn:aws:sqs:us-east-1:123456789012:podroutes-\S+-EventQueue-\w+ --batch-size 50 /,
  },
  'dead letters': {
    finds: 'dead-letters-waiting',
    functions: true,
    because: ({ deployment }) => void deployment?.queue.deadLetters.push('{}'),
    what: /^1 event in arn:aws:sqs:\S+-DeadLetters-\w+, given up after five deliveries$/,
    mend: /^aws sqs start-message-move-task --source-arn arn:aws:sqs:\S+-DeadLetters-\w+ --region us-east-1$/,
  },
  'events that EventBridge could not deliver': {
    finds: 'undelivered-events-waiting',
    functions: true,
    because: ({ ec2 }) => ec2.services.queues.get(`${STACK}-UndeliveredEvents-L0C4LL0C4L01`)?.messages.put('{}'),
    what: /^1 event in arn:aws:sqs:\S+-UndeliveredEvents-\w+/,
    mend: /\naws sqs purge-queue --queue-url http:\S+-UndeliveredEvents-\w+ /,
  },
  'a write that you may not do': {
    finds: 'permission-missing',
    because: ({ ec2 }) => ec2.faults.failAlways('ReplaceRoute', { code: 'UnauthorizedOperation' }),
    what: /^arn:aws:iam::123456789012:user\/local may not ec2:ReplaceRoute on rtb-/,
    mend: /^aws iam put-user-policy --user-name local --policy-name podroutes-ReplaceRoute --policy-document '\{"Version":"2012-10-17","Statement":\[\{"Effect":"Allow","Action":"ec2:ReplaceRoute","Resource":"arn:aws:ec2:\*:\*:route-table\/rtb-\w+"\}\]\}' /,
  },
  'a write that the function may not do': {
    finds: 'role-permission-missing',
    functions: true,
    because: ({ ec2 }) => {
      for (const role of ec2.services.roles.values()) role.allowed.delete('ec2:CreateRoute');
    },
    what: /^the role of the function, arn:aws:iam::123456789012:role\/\S+, may not ec2:CreateRoute on rtb-/,
    mend: /^aws iam put-role-policy --role-name podroutes-\S+ --policy-name podroutes-CreateRoute --policy-document /,
  },
};
