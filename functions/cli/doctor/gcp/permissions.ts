import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { type Finding, finding } from '../model.ts';
import { gcloud } from './command.ts';
import type { Rest } from './rest.ts';

/** What a resync needs, and what the role of the function holds: of the nodes' project, and of the network's. */
export const NEEDED = {
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
export interface Lack {
  readonly permission: string;
  readonly project: string;
}

const neededIn = ({ project, networkProject }: GcpConfig): Lack[] => [
  ...NEEDED.nodes.map((permission) => ({ permission, project })),
  ...NEEDED.routes.map((permission) => ({ permission, project: networkProject })),
];

const Tested = z.object({ permissions: z.optional(z.array(z.string())) });

async function granted(rest: Rest, project: string, permissions: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await rest.get({
    api: 'projects',
    path: `projects/${project}:testIamPermissions`,
    body: { permissions },
    schema: Tested,
    permission: 'resourcemanager.projects.get',
  });
  return new Set(found?.permissions);
}

/** What whoever runs the command lacks. */
export async function lackingToMe(rest: Rest, config: GcpConfig): Promise<Lack[]> {
  const needed = neededIn(config);
  const projects = [...new Set(needed.map(({ project }) => project))];
  const held = await Promise.all(
    projects.map(async (project) => {
      const asked = needed.filter((each) => each.project === project).map(({ permission }) => permission);
      return [project, await granted(rest, project, asked)] as const;
    }),
  );
  const byProject = new Map(held);
  return needed.filter(({ permission, project }) => byProject.get(project)?.has(permission) !== true);
}

/** A role that holds all that a resync needs. */
const ROLE = 'roles/compute.networkAdmin';

export function judgeMe(lacks: readonly Lack[]): Finding[] {
  return lacks.map(({ permission, project }) => {
    const binding = gcloud(
      project,
      'projects',
      'add-iam-policy-binding',
      project,
      `--role=${ROLE}`,
      '--condition=None',
    );
    const mend = `${binding} --member="user:$(gcloud config get-value account)"`;
    return finding('permission-missing', {
      subject: permission,
      what: `you lack ${permission} in project ${project}`,
      mend,
    });
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

async function heldBy(rest: Rest, project: string, account: string): Promise<ReadonlySet<string>> {
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
export async function lackingTo(rest: Rest, config: GcpConfig, account: string): Promise<Lack[]> {
  const needed = neededIn(config);
  const projects = [...new Set(needed.map(({ project }) => project))];
  const held = new Map(
    await Promise.all(projects.map(async (project) => [project, await heldBy(rest, project, account)] as const)),
  );
  return needed.filter(({ permission, project }) => held.get(project)?.has(permission) !== true);
}

export function judgeAccount(lacks: readonly Lack[], account: string): Finding[] {
  return lacks.map(({ permission, project }) => {
    const member = `--member=serviceAccount:${account}`;
    const mend = gcloud(
      project,
      'projects',
      'add-iam-policy-binding',
      project,
      member,
      `--role=${ROLE}`,
      '--condition=None',
    );
    const what = `no role that project ${project} grants to ${account} holds ${permission}`;
    return finding('role-permission-missing', { subject: permission, what, mend });
  });
}
