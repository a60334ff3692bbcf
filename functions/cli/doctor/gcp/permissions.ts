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
}

/** The required permissions that `grantedIn` does not return for their project. */
async function missingPermissions(
  { project, networkProject }: GcpConfig,
  grantedIn: (project: string, permissions: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<MissingPermission[]> {
  const needed = [
    ...REQUIRED_PERMISSIONS.nodes.map((permission) => ({ permission, project })),
    ...REQUIRED_PERMISSIONS.routes.map((permission) => ({ permission, project: networkProject })),
  ];
  const missing = [...groupBy(needed, (each) => each.project)].map(async ([where, some]) => {
    const permissions = some.map(({ permission }) => permission);
    const granted = await grantedIn(where, permissions);
    return some.filter(({ permission }) => !granted.has(permission));
  });
  return (await Promise.all(missing)).flat();
}

/** A role that holds all that a resync needs. */
const ROLE = 'roles/compute.networkAdmin';

const bindCommand = (project: string, ...member: readonly string[]) =>
  gcloud(project, 'projects', 'add-iam-policy-binding', project, ...member, `--role=${ROLE}`, '--condition=None');

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

export function missingOwnPermissions(rest: RestClient, config: GcpConfig): Promise<MissingPermission[]> {
  return missingPermissions(config, (project, permissions) => testPermissions(rest, project, permissions));
}

export function analyzeOwnPermissions(missing: readonly MissingPermission[]): Finding[] {
  return missing.map(({ permission, project }) => {
    const mend = `${bindCommand(project)} --member="user:$(gcloud config get-value account)"`;
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
  config: GcpConfig,
  account: string,
): Promise<MissingPermission[]> {
  return missingPermissions(config, (project) => permissionsOfAccount(rest, project, account));
}

export function analyzeRolePermissions(missing: readonly MissingPermission[], account: string): Finding[] {
  return missing.map(({ permission, project }) => {
    const what = `no role that project ${project} grants to ${account} holds ${permission}`;
    const mend = bindCommand(project, `--member=serviceAccount:${account}`);
    return finding('role-permission-missing', { subject: permission, what, mend });
  });
}
