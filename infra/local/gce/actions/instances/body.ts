import { z } from 'zod';
import { canonicalLinks } from '../../links.ts';
import { isJson, type Json } from '../../query/json.ts';
import type { InstanceInput } from '../../backend/instances/instances.ts';
import { bodyOf, flag, text, texts } from '../body.ts';

const nic = z.object({
  network: text,
  subnetwork: text,
  networkIP: text,
  ipv6Address: text,
  stackType: text,
  accessConfigs: z.array(z.unknown()).optional(),
});

// An item without a value has an empty one.
const item = z.object({ key: z.string(), value: z.string().default('') });

const known = {
  name: text,
  description: text,
  canIpForward: flag,
  networkInterfaces: z.array(nic).optional(),
  metadata: z.object({ items: z.array(item).optional() }).optional(),
  tags: z.object({ items: texts }).optional(),
};

export const metadataSchema = z.object({ fingerprint: text, items: z.array(item).optional() });

export const bulkSchema = z.object({
  count: z.union([z.string(), z.number()]).optional(),
  namePattern: text,
  perInstanceProperties: z.record(z.string(), z.unknown()).optional(),
  instanceProperties: z.record(z.string(), z.unknown()).optional(),
});

/** A posted instance; what the rules do not need is kept to be shown again. */
export function instanceInput(body: unknown): InstanceInput {
  return { ...bodyOf(z.object(known), body), extra: extraOf(body) };
}

function extraOf(body: unknown): Json {
  if (!isJson(body)) return {};
  const extra = Object.entries(body).filter(([key]) => !(key in known));
  return Object.fromEntries(extra.map(([key, value]) => [key, canonicalLinks(value)]));
}
