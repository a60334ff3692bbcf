import { type AddressFamily, type Cidr, familyOf, parseCidr } from '../../model/ranges/cidr.ts';
import type { NodeNote } from '../../model/conflict.ts';
import type { Instance } from '../../model/instance.ts';
import { redact, validatePodCidr } from './validate-pod-cidr.ts';

/** The valid ranges that a node claims, why others are refused, and the whole cluster CIDRs that it states. */
export interface NodeClaims {
  readonly node: Instance;
  readonly cidrs: readonly Cidr[];
  readonly refusals: readonly string[];
  readonly wholeCidrs: readonly Cidr[];
}

export function validateClaim(node: Instance, clusterCidrs: readonly Cidr[], reserved: readonly Cidr[]): NodeClaims {
  const { claim, targetByFamily } = node;
  if (claim.kind === 'unreadable') {
    return { node, cidrs: [], wholeCidrs: [], refusals: [`its pod CIDR could not be read: ${claim.reason}`] };
  }
  const cidrs = new Map<AddressFamily, Cidr>();
  const refusals: string[] = [];
  const wholeCidrs: Cidr[] = [];
  for (const value of new Set(claim.kind === 'stated' ? claim.values : [])) {
    const refuse = (reason: string) => refusals.push(`pod CIDR ${redact(value)} refused: ${reason}`);
    const parsed = parseCidr(value);
    if ('cidr' in parsed && clusterCidrs.includes(parsed.cidr)) {
      wholeCidrs.push(parsed.cidr);
      continue;
    }
    const result = validatePodCidr(value, clusterCidrs, reserved);
    if ('rule' in result) {
      refuse(`it ${result.rule}`);
      continue;
    }
    const family = familyOf(result.cidr);
    if (cidrs.has(family)) refuse('the node states more than one of its family');
    else if (targetByFamily[family] === undefined) refuse(`the node has no ${family} address to route to`);
    else cidrs.set(family, result.cidr);
  }
  return { node, cidrs: [...cidrs.values()], refusals, wholeCidrs };
}

export function statesOnlyWholeCidrs({ cidrs, refusals, wholeCidrs }: NodeClaims): boolean {
  return wholeCidrs.length > 0 && cidrs.length + refusals.length === 0;
}

export const noteOn = (node: Instance, reason: string): NodeNote => ({
  node: node.id,
  reason: `${node.name}: ${reason}`,
});

export function noteOnWholeCidr({ node, wholeCidrs }: NodeClaims): NodeNote[] {
  return wholeCidrs.map((cidr) => noteOn(node, `states the whole cluster CIDR ${cidr}, which is no node's range`));
}
