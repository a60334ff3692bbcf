import { type ContextEntry, type IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { withCloudErrors } from '../../../../shared/aws/api/errors.ts';
import {
  type CallSettings,
  functionPermissions,
  lambdaPermissions,
  type Permission,
  TELL_POD_CIDRS,
} from '../../../../shared/aws/function-permissions.ts';
import { clusterTag, OUTCOME_SOURCE, POD_CIDR_TAG } from '../../../../shared/aws/names.ts';
import { CLAIM_TAG } from '../../../../shared/aws/pod-cidr/claim-tag.ts';
import { WAITING_TAG_PREFIX } from '../../../../shared/aws/waiting/waiting-tags.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Finding, finding } from '../finding.ts';
import type { AwsCommand } from './cli-command.ts';
import type { DeployedFunction } from './deployment/reader.ts';
import type { MissingPermission, WriteTargets } from './dry-runs.ts';
import { grantCommand } from './permissions.ts';

/** The deployed function, and what it works on. */
export interface RoleContext {
  readonly deployed: DeployedFunction;
  readonly settings: CallSettings;
  /** ARN of the queue that the function is fed from. */
  readonly queue: string | undefined;
  readonly targets: WriteTargets;
}

interface MissingRolePermission extends MissingPermission {
  readonly statement: Permission<string>;
}

function permissionsOf({ deployed, settings, queue }: RoleContext): Permission<string>[] {
  const [, partition = 'aws', , region = '', account = ''] = deployed.arn.split(':');
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const byLambda = queue === undefined ? [] : lambdaPermissions(settings.cluster.name, arn, queue);
  return [...functionPermissions(settings, arn), ...byLambda];
}

/** What to ask about: of all tables and interfaces only those that there are. */
function resourcesOf({ Resource }: Permission<string>, { tables, networkInterface }: WriteTargets): string[] {
  if (Resource === '*') return [];
  return Resource.flatMap((arn) => {
    if (arn.endsWith(':route-table/*')) return tables.map((id) => arn.replace('*', id));
    return arn.endsWith(':network-interface/*') ? [arn.replace('*', networkInterface)] : [arn];
  });
}

/** Keys of the tags that the statements are about. */
const TAG_KEYS = new Map([
  ['NoteWaitingNodes', `${WAITING_TAG_PREFIX}i-0123456789abcdef0`],
  ['WritePodCidrTags', CLAIM_TAG],
  [TELL_POD_CIDRS, POD_CIDR_TAG],
]);

/** The simulation looks at no resources and no requests: what conditions are about is for us to say. */
function contextOf({ Sid }: Permission<string>, { cluster }: CallSettings): ContextEntry[] {
  const tagKeys = [TAG_KEYS.get(Sid) ?? []].flat();
  return [
    {
      ContextKeyName: `aws:ResourceTag/${clusterTag(cluster.name)}`,
      ContextKeyType: 'string',
      ContextKeyValues: ['shared'],
    },
    { ContextKeyName: 'aws:TagKeys', ContextKeyType: 'stringList', ContextKeyValues: tagKeys },
    { ContextKeyName: 'events:source', ContextKeyType: 'stringList', ContextKeyValues: [OUTCOME_SOURCE] },
  ];
}

/** Simulates with IAM what the role of the deployed function needs; returns what is denied. */
export async function missingRolePermissions(
  client: IAMClient,
  context: RoleContext,
): Promise<MissingRolePermission[]> {
  const who = context.deployed.role;
  const simulations = permissionsOf(context).map(async (statement) => {
    const resources = resourcesOf(statement, context.targets);
    const command = new SimulatePrincipalPolicyCommand({
      PolicySourceArn: who,
      ActionNames: [...statement.Action],
      ...(resources.length === 0 ? {} : { ResourceArns: resources }),
      ContextEntries: contextOf(statement, context.settings),
    });
    const send = () => client.send(command);
    const { EvaluationResults = [] } = await withCloudErrors('iam:SimulatePrincipalPolicy', who, send);
    return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed').map(
      ({ EvalActionName: action = '', EvalResourceName: arn = '*' }) => {
        return { action, resource: arn.split('/').at(-1) ?? '*', who, statement };
      },
    );
  });
  return (await Promise.all(simulations)).flat();
}

/** One finding for each action: its grant is what the template says of it, for all resources at once. */
export function analyzeRolePermissions(missing: readonly MissingRolePermission[], aws: AwsCommand): Finding[] {
  return [...groupBy(missing, ({ action }) => action)].flatMap(([action, refused]) => {
    const [first] = refused;
    if (first === undefined) return [];
    const resources = refused.map(({ resource }) => resource).join(', ');
    // Of tags several statements speak.
    const statements = new Set(refused.map(({ statement }) => statement));
    const isTelling = [...statements].some(({ Sid }) => Sid === TELL_POD_CIDRS);
    const why = isTelling ? '; nodes ask for a range, and it tells them by that: deploy with allocate=true' : '';
    const what = `the role of the function, ${first.who}, may not ${action} on ${resources}${why}`;
    const granted = [...statements].map((statement) => ({ ...statement, Action: action }));
    const mend = grantCommand(aws, first, granted);
    return finding('role-permission-missing', { subject: action, what, mend });
  });
}
