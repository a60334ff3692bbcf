import * as z from 'zod/mini';
import { canonicalCidr, type Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';

const text = z.string();
const texts = z.array(text);
const optionalText = z.exactOptional(text);
const cidr = z.custom<Cidr>((value) => typeof value === 'string' && canonicalCidr(value) === value);
const note = z.object({ node: text, reason: text });
const node = z.object({ node: text, name: text });
const toldNodes = z.array(z.object({ ...node.shape, podCidrs: texts }));

const change = z.object({
  action: z.enum(['create', 'replace', 'delete']),
  destination: text,
  target: text,
  table: text,
  route: optionalText,
  status: z.enum(['planned', 'done', 'failed']),
  reason: z.enum([
    'missing',
    'blackhole',
    'target gone',
    'wrong interface',
    'node claims another range',
    'duplicate',
    'adopted',
    'allocated',
  ]),
  drift: z.boolean(),
  node: optionalText,
  name: optionalText,
  before: optionalText,
  interfaceBefore: optionalText,
  interfaceAfter: optionalText,
  error: optionalText,
  retryable: z.exactOptional(z.boolean()),
});

const shortage = z.object({
  table: text,
  family: z.enum(['ipv4', 'ipv6']),
  routes: z.number(),
  quota: z.number(),
  wanted: z.number(),
  room: z.number(),
});

/** What a function answers with, which may be of another version: what is not known of it is left out. */
export const ReportSchema: z.ZodMiniType<Report> = z.object({
  cloud: z.enum(['aws', 'gcp']),
  cluster: text,
  scope: z.enum(['event', 'resync']),
  dryRun: z.boolean(),
  changes: z.array(change),
  conflicts: z.array(z.object({ destination: cidr, nodes: texts, reason: text })),
  skipped: z.array(z.object({ ...note.shape, refused: z.exactOptional(z.literal(true)) })),
  warnings: z.array(note),
  errors: z.array(z.object({ node: text, error: text, retryable: z.boolean() })),
  forwarding: texts,
  forwardingPlanned: z.exactOptional(z.array(node)),
  toTell: z.exactOptional(toldNodes),
  told: z.exactOptional(toldNodes),
  withoutRange: z.exactOptional(z.array(note)),
  quotaShortages: z.exactOptional(z.array(shortage)),
  partial: z.exactOptional(texts),
  stopped: optionalText,
  interrupted: optionalText,
  postponed: z.exactOptional(texts),
  undone: z.exactOptional(z.array(z.object({ instances: texts, retryable: z.boolean(), error: optionalText }))),
  summary: z.object({
    created: z.number(),
    replaced: z.number(),
    deleted: z.number(),
    unchanged: z.number(),
    failed: z.number(),
    conflicts: z.number(),
  }),
});
