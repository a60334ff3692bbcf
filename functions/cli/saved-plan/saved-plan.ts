import * as z from 'zod/mini';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import type { LimitOptions } from '../filter/limits.ts';
import type { Target } from '../target/target.ts';

export const SCHEMA = 'podroutes/plan';
export const VERSION = 1;

const text = z.string();
const optionalText = z.optional(z.string());

const PlannedChange = z.strictObject({
  action: z.enum(['create', 'replace', 'delete']),
  destination: text,
  table: text,
  target: text,
  route: optionalText,
  node: optionalText,
  name: optionalText,
  before: optionalText,
  interfaceBefore: optionalText,
  interfaceAfter: optionalText,
});

/** What `plan --out` writes. Of the settings it holds only what the plan is about: no profile, no endpoint, nothing of the environment. */
export const SavedPlan = z.strictObject({
  schema: z.literal(SCHEMA),
  version: z.literal(VERSION),
  madeAt: text,
  cloud: z.enum(['aws', 'gcp']),
  cluster: text,
  clusterCidrs: z.array(text),
  location: text,
  /** What `--node` and `--table` were. */
  limits: z.strictObject({ node: z.optional(z.array(text)), table: z.optional(z.array(text)) }),
  changes: z.array(PlannedChange),
  toTell: z.array(z.strictObject({ node: text, name: text, podCidrs: z.array(text) })),
  /** Ids of the nodes whose forwarding is to be switched on. */
  forwarding: z.array(text),
});

export type SavedPlan = z.infer<typeof SavedPlan>;

type PlannedChange = z.infer<typeof PlannedChange>;

function plannedChange(change: Report['changes'][number]): PlannedChange {
  const { action, destination, table, target, route, node, name, before, interfaceBefore, interfaceAfter } = change;
  return { action, destination, table, target, route, node, name, before, interfaceBefore, interfaceAfter };
}

/** Which cluster a plan is of; a plan is not carried out in another. */
export function subjectOf({
  cloud,
  cluster,
  location,
}: Target): Pick<SavedPlan, 'cloud' | 'cluster' | 'clusterCidrs' | 'location'> {
  return { cloud: cloud.kind, cluster: cluster.name, clusterCidrs: [...cluster.cidrs], location };
}

/** What a plan would do: all that is written. */
export function workOf({
  changes,
  toTell = [],
  forwardingPlanned = [],
}: Report): Pick<SavedPlan, 'changes' | 'toTell' | 'forwarding'> {
  return {
    changes: changes.map(plannedChange),
    toTell: toTell.map(({ node, name, podCidrs }) => ({ node, name, podCidrs: [...podCidrs] })),
    forwarding: forwardingPlanned.map(({ node }) => node),
  };
}

export function savedPlanOf(report: Report, target: Target, { node, table }: LimitOptions, now: number): SavedPlan {
  return {
    schema: SCHEMA,
    version: VERSION,
    madeAt: new Date(now).toISOString(),
    ...subjectOf(target),
    limits: {
      ...(node === undefined ? {} : { node: [...node] }),
      ...(table === undefined ? {} : { table: [...table] }),
    },
    ...workOf(report),
  };
}
