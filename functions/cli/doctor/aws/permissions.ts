import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Finding, finding, type Inconclusive } from '../finding.ts';
import type { AwsCommand } from './cli-command.ts';
import type { DryRunResults, MissingPermission, UnjudgedWrite } from './dry-runs.ts';

function resourceTypeOf(id: string): string {
  if (id.startsWith('i-')) return 'instance';
  return id.startsWith('eni-') ? 'network-interface' : 'route-table';
}

/** A policy of the same name is overwritten, so the statement has all resources that the action is missing on. */
function writeStatement({ action, who = '' }: MissingPermission, missing: readonly MissingPermission[]): object {
  // Other partitions than `aws` are China's and the government's.
  const [, partition = 'aws'] = who.split(':');
  const same = missing.filter((each) => each.action === action && each.who === (who || undefined));
  const arns = same.map(({ resource }) => {
    return `arn:${partition}:ec2:*:*:${resourceTypeOf(resource)}/${resource}`;
  });
  const resources = [...new Set(arns)].toSorted();
  return { Effect: 'Allow', Action: action, Resource: resources.length === 1 ? resources[0] : resources };
}

/** The user or role in an ARN; the ARN of an assumed role ends with the name of the session. */
function identityIn(arn: string): { readonly kind: 'user' | 'role'; readonly name: string } | undefined {
  const [, kind, path = ''] = /:(user|role|assumed-role)\/([^]+)/.exec(arn) ?? [];
  const parts = path.split('/');
  if (kind === undefined) return undefined;
  if (kind === 'assumed-role') return { kind: 'role', name: parts[0] ?? '' };
  return { kind: kind === 'user' ? 'user' : 'role', name: parts.at(-1) ?? '' };
}

/** The command that grants an action or, where the identity is unknown, shows it. */
export function grantCommand(
  aws: AwsCommand,
  { action, who = '' }: MissingPermission,
  statements: readonly object[],
): string {
  const identity = identityIn(who);
  if (identity === undefined) return aws('sts', 'get-caller-identity');
  const { kind, name } = identity;
  const policy = ['--policy-name', `podroutes-${action.split(':')[1]}`];
  const document = ['--policy-document', JSON.stringify({ Version: '2012-10-17', Statement: statements })];
  return aws('iam', `put-${kind}-policy`, `--${kind}-name`, name, ...policy, ...document);
}

function doubtsAbout(unjudged: readonly UnjudgedWrite[]): Inconclusive[] {
  return [...groupBy(unjudged, ({ action, code }) => `${action} ${code}`).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const doubt = `whether you may ${first.action} on ${same.map(({ resource }) => resource).join(', ')}`;
    return [{ doubt, why: `its dry run was answered with ${first.code}, which does not tell` }];
  });
}

export function analyzeOwnPermissions(
  { missing, unjudged }: DryRunResults,
  aws: AwsCommand,
): (Finding | Inconclusive)[] {
  const findings = missing.map((permission) => {
    const { action, resource, who } = permission;
    const what = `${who ?? 'your identity'} may not ${action} on ${resource}`;
    return finding('permission-missing', {
      subject: action,
      what,
      mend: grantCommand(aws, permission, [writeStatement(permission, missing)]),
    });
  });
  return [...findings, ...doubtsAbout(unjudged)];
}
