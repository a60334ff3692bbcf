import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Finding, finding } from '../finding.ts';
import { gcloud } from './cli-command.ts';
import type { RestClient } from './rest-client.ts';

/** What a resync needs, and what the role of the function holds: of the nodes' project, and of the network's. */
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
} as const;

/** What it takes beside those to tell a node its range, in its metadata. */
const TELLING_PERMISSIONS = ['compute.instances.get', 'compute.instances.setMetadata', 'compute.zoneOperations.get'];

export interface MissingPermission {
  readonly permission: string;
  readonly project: string;
}

/** The required permissions that `grantedIn` does not return for their project. */
async function missingPermissions(
  { project, networkProject }: GcpConfig,
  grantedIn: (project: string, permissions: readonly string[]) => Promise<ReadonlySet<string>>,
  ofNodes: readonly string[] = REQUIRED_PERMISSIONS.nodes,
): Promise<MissingPermission[]> {
  const needed = [
    ...ofNodes.map((permission) => ({ permission, project })),
    ...REQUIRED_PERMISSIONS.routes.map((permission) => ({ permission, project: networkProject })),
  ];
  const missing = [...groupBy(needed, (each) => each.project)].map(async ([where, some]) => {
    const permissions = some.map(({ permission }) => permission);
    const granted = await grantedIn(where, permissions);
    return some.filter(({ permission }) => !granted.has(permission));
  });
  return (await Promise.all(missing)).flat();
}

/** Roles that hold what a resync needs: all of it, and what it takes to tell nodes their range. */
const ROLE = 'roles/compute.networkAdmin';
const TELLING_ROLE = 'roles/compute.instanceAdmin.v1';

const roleWith = (permission: string) => (TELLING_PERMISSIONS.includes(permission) ? TELLING_ROLE : ROLE);

const bindCommand = (project: string, role: string, ...member: readonly string[]) =>
  gcloud(project, 'projects', 'add-iam-policy-binding', project, ...member, `--role=${role}`, '--condition=None');

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

/** @param isTelling whether a node asks for a range */
export function missingOwnPermissions(
  rest: RestClient,
  config: GcpConfig,
  isTelling: boolean,
): Promise<MissingPermission[]> {
  const ofNodes = [...REQUIRED_PERMISSIONS.nodes, ...(isTelling ? TELLING_PERMISSIONS : [])];
  return missingPermissions(config, (project, permissions) => testPermissions(rest, project, permissions), ofNodes);
}

export function analyzeOwnPermissions(missing: readonly MissingPermission[]): Finding[] {
  return missing.map(({ permission, project }) => {
    const mend = `${bindCommand(project, roleWith(permission))} --member="user:$(gcloud config get-value account)"`;
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
    const mend = bindCommand(project, ROLE, `--member=serviceAccount:${account}`);
    return finding('role-permission-missing', { subject: permission, what, mend });
  });
}
