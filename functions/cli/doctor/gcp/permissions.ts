import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Finding, finding } from '../finding.ts';
import { gcloud } from './cli-command.ts';
import type { RestClient } from './rest-client.ts';

/**
 * What a resync needs, and what the roles of the function hold: of the nodes' project, of the network's, and where nodes ask for
 * a range also of the nodes' project. What a node's own service account grants is not in a project's policy.
 */
export const REQUIRED_PERMISSIONS = {
  nodes: ['compute.instances.list'],
  routes: [
    'compute.globalOperations.get',
    'compute.networks.updatePolicy',
    'compute.routes.create',
    'compute.routes.delete',
    'compute.routes.get',
    'compute.routes.list',
  ],
  telling: ['compute.instances.get', 'compute.instances.setMetadata', 'compute.zoneOperations.get'],
} as const;

export interface MissingPermission {
  readonly permission: string;
  readonly project: string;
  /** Needed only to tell nodes their range. */
  readonly isForTelling: boolean;
}

/** What is asked for: `tells` where nodes ask for a range. */
export interface PermissionScope {
  readonly config: GcpConfig;
  readonly tells: boolean;
}

/** The required permissions that `grantedIn` does not return for their project. */
async function missingPermissions(
  { config: { project, networkProject }, tells }: PermissionScope,
  grantedIn: (project: string, permissions: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<MissingPermission[]> {
  const needed = [
    ...REQUIRED_PERMISSIONS.nodes.map((permission) => ({ permission, project, isForTelling: false })),
    ...REQUIRED_PERMISSIONS.routes.map((permission) => ({ permission, project: networkProject, isForTelling: false })),
    ...(tells ? REQUIRED_PERMISSIONS.telling : []).map((permission) => ({ permission, project, isForTelling: true })),
  ];
  const missing = [...groupBy(needed, (each) => each.project)].map(async ([where, some]) => {
    const permissions = some.map(({ permission }) => permission);
    const granted = await grantedIn(where, permissions);
    return some.filter(({ permission }) => !granted.has(permission));
  });
  return (await Promise.all(missing)).flat();
}

/** Roles that hold all that a resync needs, and what telling nodes their range needs beside that. */
const ROLE = 'roles/compute.networkAdmin';
const TELLING_ROLE = 'roles/compute.instanceAdmin.v1';

function bindCommand({ project, isForTelling }: MissingPermission, ...member: readonly string[]): string {
  const role = `--role=${isForTelling ? TELLING_ROLE : ROLE}`;
  return gcloud(project, 'projects', 'add-iam-policy-binding', project, ...member, role, '--condition=None');
}

const TestedPermissions = z.object({ permissions: z.optional(z.array(z.string())) });

async function testPermissions(
  rest: RestClient,
  project: string,
  permissions: readonly string[],
): Promise<ReadonlySet<string>> {
  const path = `projects/${project}:testIamPermissions`;
  const permission = 'resourcemanager.projects.get';
  const found = await rest.get({ api: 'projects', path, body: { permissions }, schema: TestedPermissions, permission });
  return new Set(found?.permissions);
}

export function missingOwnPermissions(rest: RestClient, scope: PermissionScope): Promise<MissingPermission[]> {
  return missingPermissions(scope, (project, permissions) => testPermissions(rest, project, permissions));
}

export function analyzeOwnPermissions(missing: readonly MissingPermission[]): Finding[] {
  return missing.map((each) => {
    const { permission, project } = each;
    const mend = `${bindCommand(each)} --member="user:$(gcloud config get-value account)"`;
    const what = `you lack ${permission} in project ${project}`;
    return finding('permission-missing', { subject: permission, what, mend });
  });
}

const Policy = z.object({
  bindings: z.optional(
    z.array(
      z.object({ role: z.string(), members: z.optional(z.array(z.string())), condition: z.optional(z.unknown()) }),
    ),
  ),
});

const Role = z.object({ includedPermissions: z.optional(z.array(z.string())), deleted: z.optional(z.boolean()) });

async function permissionsOfAccount(rest: RestClient, project: string, account: string): Promise<ReadonlySet<string>> {
  const path = `projects/${project}:getIamPolicy`;
  const permission = 'resourcemanager.projects.getIamPolicy';
  const policy = await rest.get({ api: 'projects', path, body: {}, schema: Policy, permission });
  const mine = (policy?.bindings ?? []).filter(({ members = [] }) => members.includes(`serviceAccount:${account}`));
  const roles = await Promise.all(
    [...new Set(mine.map(({ role }) => role))].map((path) =>
      rest.get({ api: 'iam', path, schema: Role, permission: 'iam.roles.get' }),
    ),
  );
  return new Set(roles.flatMap((role) => (role?.deleted === true ? [] : (role?.includedPermissions ?? []))));
}

/** By the policies of the projects: what the function's account inherits from folders and organisation is not seen. */
export function missingRolePermissions(
  rest: RestClient,
  scope: PermissionScope,
  account: string,
): Promise<MissingPermission[]> {
  return missingPermissions(scope, (project) => permissionsOfAccount(rest, project, account));
}

const lacks = (account: string, project: string, permissions: string) =>
  `no role that project ${project} grants to ${account} holds ${permissions}`;

/** @param allocateCommands deploy the function with the right to tell nodes their range, whose role is a narrow one */
export function analyzeRolePermissions(
  missing: readonly MissingPermission[],
  account: string,
  allocateCommands: readonly string[],
): Finding[] {
  const telling = missing.filter(({ isForTelling }) => isForTelling);
  const [first] = telling;
  const findings = missing
    .filter(({ isForTelling }) => !isForTelling)
    .map((each) => {
      const { permission, project } = each;
      const mend = bindCommand(each, `--member=serviceAccount:${account}`);
      return finding('role-permission-missing', {
        subject: permission,
        what: lacks(account, project, permission),
        mend,
      });
    });
  if (first === undefined) return findings;
  const permissions = telling.map(({ permission }) => permission).join(', ');
  const what = `${lacks(account, first.project, permissions)}; nodes ask for a range, and it tells them by their metadata`;
  return [...findings, finding('role-permission-missing', { subject: first.permission, what, mend: allocateCommands })];
}
