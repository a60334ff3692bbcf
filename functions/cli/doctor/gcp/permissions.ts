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

/** A permission that somebody lacks in a project. */
export interface MissingPermission {
  readonly permission: string;
  readonly project: string;
}

/** What of all that is needed is not among what `heldIn` says of each project. */
async function lacking(
  { project, networkProject }: GcpConfig,
  heldIn: (project: string, permissions: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<MissingPermission[]> {
  const needed = [
    ...REQUIRED_PERMISSIONS.nodes.map((permission) => ({ permission, project })),
    ...REQUIRED_PERMISSIONS.routes.map((permission) => ({ permission, project: networkProject })),
  ];
  const lacks = [...groupBy(needed, (each) => each.project)].map(async ([where, some]) => {
    const permissions = some.map(({ permission }) => permission);
    const held = await heldIn(where, permissions);
    return some.filter(({ permission }) => !held.has(permission));
  });
  return (await Promise.all(lacks)).flat();
}

/** A role that holds all that a resync needs. */
const ROLE = 'roles/compute.networkAdmin';

const bind = (project: string, ...member: readonly string[]) =>
  gcloud(project, 'projects', 'add-iam-policy-binding', project, ...member, `--role=${ROLE}`, '--condition=None');

const TestedPermissions = z.object({ permissions: z.optional(z.array(z.string())) });

async function testPermissions(
  rest: RestClient,
  project: string,
  permissions: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = await rest.get({
    api: 'projects',
    path: `projects/${project}:testIamPermissions`,
    body: { permissions },
    schema: TestedPermissions,
    permission: 'resourcemanager.projects.get',
  });
  return new Set(found?.permissions);
}

/** What whoever runs the command lacks. */
export function missingOwnPermissions(rest: RestClient, config: GcpConfig): Promise<MissingPermission[]> {
  return lacking(config, (project, permissions) => testPermissions(rest, project, permissions));
}

export function analyzeOwnPermissions(missing: readonly MissingPermission[]): Finding[] {
  return missing.map(({ permission, project }) => {
    const mend = `${bind(project)} --member="user:$(gcloud config get-value account)"`;
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
  const policy = await rest.get({
    api: 'projects',
    path: `projects/${project}:getIamPolicy`,
    body: {},
    schema: Policy,
    permission: 'resourcemanager.projects.getIamPolicy',
  });
  const mine = (policy?.bindings ?? []).filter(({ members = [] }) => members.includes(`serviceAccount:${account}`));
  const roles = await Promise.all(
    [...new Set(mine.map(({ role }) => role))].map((path) =>
      rest.get({ api: 'iam', path, schema: Role, permission: 'iam.roles.get' }),
    ),
  );
  return new Set(roles.flatMap((role) => (role?.deleted === true ? [] : (role?.includedPermissions ?? []))));
}

/** What the function's account lacks, by the projects' own policies. What it may inherit from above is not seen. */
export function missingRolePermissions(
  rest: RestClient,
  config: GcpConfig,
  account: string,
): Promise<MissingPermission[]> {
  return lacking(config, (project) => permissionsOfAccount(rest, project, account));
}

export function analyzeRolePermissions(missing: readonly MissingPermission[], account: string): Finding[] {
  return missing.map(({ permission, project }) => {
    const what = `no role that project ${project} grants to ${account} holds ${permission}`;
    const mend = bind(project, `--member=serviceAccount:${account}`);
    return finding('role-permission-missing', { subject: permission, what, mend });
  });
}
