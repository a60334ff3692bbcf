import { readFile } from 'node:fs/promises';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';

export const FOLDER = new URL('../../../infra/kubernetes/', import.meta.url);

const Probe = z.object({ httpGet: z.object({ host: z.string(), port: z.number(), path: z.string() }) });
const Container = z.looseObject({
  args: z.array(z.string()),
  livenessProbe: z.optional(Probe),
  readinessProbe: z.optional(Probe),
});
export const PodTemplate = z.looseObject({ spec: z.looseObject({ containers: z.tuple([Container]) }) });
const Rule = z.object({ resources: z.array(z.string()), verbs: z.array(z.string()) });

export const Deployment = z.object({ spec: z.object({ template: PodTemplate }) });
export const CronJob = z.object({
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: PodTemplate }) }) }),
});
const ClusterRole = z.object({ kind: z.literal('ClusterRole'), rules: z.array(Rule) });

const Operation = z.object({ op: z.literal('add'), path: z.string(), value: z.unknown() });
const Patch = z.object({ target: z.object({ kind: z.string() }), patch: z.string() });
export const Kustomization = z.object({
  patches: z._default(z.array(Patch), []),
  configMapGenerator: z._default(z.array(z.object({ literals: z.array(z.string()) })), []),
});

/** The documents of a file of `infra/kubernetes`. */
async function documents(path: string): Promise<unknown[]> {
  const text = await readFile(new URL(path, FOLDER), 'utf8');
  return parseAllDocuments(text).map((each): unknown => each.toJS());
}

export const document = async (path: string): Promise<unknown> => (await documents(path))[0];

/** What a component adds to objects of a kind. */
export async function additions(component: string, kind: string): Promise<z.infer<typeof Operation>[]> {
  const { patches } = Kustomization.parse(await document(`components/${component}/kustomization.yaml`));
  const ofKind = patches.filter(({ target }) => target.kind === kind);
  return ofKind.flatMap(({ patch }) => z.array(Operation).parse(parse(patch)));
}

/** What the account may do, as `list nodes`. */
export async function rights(...components: readonly string[]): Promise<string[]> {
  const role = (await documents('base/account.yaml')).map((each) => ClusterRole.safeParse(each).data);
  const rules = role.flatMap((each) => each?.rules ?? []);
  for (const component of components)
    rules.push(...(await additions(component, 'ClusterRole')).map(({ value }) => Rule.parse(value)));
  return rules.flatMap(({ resources, verbs }) => resources.flatMap((each) => verbs.map((verb) => `${verb} ${each}`)));
}
