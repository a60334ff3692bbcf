import * as z from 'zod/mini';

const texts = z.optional(z.array(z.string()));
const Protocols = z.object({ IPProtocol: z.string(), ports: texts });

const Firewall = z.object({
  name: z.string(),
  priority: z.optional(z.number()),
  direction: z.optional(z.string()),
  disabled: z.optional(z.boolean()),
  allowed: z.optional(z.array(Protocols)),
  denied: z.optional(z.array(Protocols)),
  sourceRanges: texts,
  sourceTags: texts,
  sourceServiceAccounts: texts,
  destinationRanges: texts,
  targetTags: texts,
  targetServiceAccounts: texts,
});

const PolicyRule = z.object({
  priority: z.optional(z.number()),
  direction: z.optional(z.string()),
  action: z.optional(z.string()),
  disabled: z.optional(z.boolean()),
  targetServiceAccounts: texts,
  targetSecureTags: z.optional(z.array(z.unknown())),
  match: z.optional(
    z.looseObject({
      srcIpRanges: texts,
      destIpRanges: texts,
      layer4Configs: z.optional(z.array(z.object({ ipProtocol: z.string(), ports: texts }))),
    }),
  ),
});

const Policy = z.object({
  name: z.optional(z.string()),
  displayName: z.optional(z.string()),
  shortName: z.optional(z.string()),
  type: z.optional(z.string()),
  priority: z.optional(z.number()),
  rules: z.optional(z.array(PolicyRule)),
});

export const Effective = z.object({
  firewalls: z.optional(z.array(Firewall)),
  firewallPolicys: z.optional(z.array(Policy)),
});

export type Firewall = z.infer<typeof Firewall>;
export type PolicyRule = z.infer<typeof PolicyRule>;
export type Policy = z.infer<typeof Policy>;
