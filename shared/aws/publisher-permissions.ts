import { PUBLISHED_KEY } from '../reconcile/model/statement.ts';
import { allow, type MakeArn, type Permission, REQUESTED_POD_CIDR } from './function-permissions.ts';
import { POD_CIDR_TAG } from './names.ts';

const tag = (which: 'RequestTag' | 'ResourceTag', key: string) => `aws:${which}/${key}`;

/** The value of a key of the request, which IAM fills in. */
const valueOf = (key: string) => `\${${key}}`;

/**
 * What `podroutes publish` may do. It writes two tags of instances, always the same value to both, and only where the statement
 * is missing, is blank, is the same already, or was published before. So whoever holds its credentials can neither change a
 * range that podroutes told or a person stated, nor take the place of one that asks, nor touch a route.
 */
export function publisherPermissions<Arn>(arn: MakeArn<Arn>): Permission<Arn>[] {
  return [
    // EC2 knows no narrower resource for these two calls.
    allow('SeeNodesAndRoutes', ['ec2:DescribeInstances', 'ec2:DescribeRouteTables'], '*'),
    allow('PublishPodCidrs', ['ec2:CreateTags'], [arn('ec2', 'instance/*')], {
      'ForAllValues:StringEquals': { 'aws:TagKeys': [POD_CIDR_TAG, PUBLISHED_KEY] },
      Null: { 'aws:TagKeys': 'false' },
      StringEquals: { [tag('RequestTag', PUBLISHED_KEY)]: REQUESTED_POD_CIDR },
      StringEqualsIfExists: {
        [tag('ResourceTag', POD_CIDR_TAG)]: ['', REQUESTED_POD_CIDR, valueOf(tag('ResourceTag', PUBLISHED_KEY))],
      },
    }),
  ];
}
