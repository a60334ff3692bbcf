import * as z from 'zod/mini';
import type { KubernetesNode } from '../../../../shared/reconcile/publication/kubernetes-node.ts';

const text = z.nullish(z.string());

const NodeObject = z.object({
  metadata: z.object({ name: z.string(), resourceVersion: text }),
  spec: z.nullish(z.object({ providerID: text, podCIDR: text, podCIDRs: z.nullish(z.array(z.string())) })),
  status: z.nullish(
    z.object({
      addresses: z.nullish(z.array(z.object({ type: z.string(), address: z.string() }))),
      conditions: z.nullish(z.array(z.object({ type: z.string(), status: z.string() }))),
    }),
  ),
});

/** A Node object as the API writes it; undefined where it is none. */
export function parseNode(object: unknown): KubernetesNode | undefined {
  const parsed = NodeObject.safeParse(object);
  if (!parsed.success) return undefined;
  const { metadata, spec, status } = parsed.data;
  const condition = status?.conditions?.find(({ type }) => type === 'NetworkUnavailable');
  return {
    name: metadata.name,
    ...(spec?.providerID ? { providerId: spec.providerID } : {}),
    podCidrs: spec?.podCIDRs ?? (spec?.podCIDR ? [spec.podCIDR] : []),
    internalAddresses: (status?.addresses ?? [])
      .filter(({ type }) => type === 'InternalIP')
      .map(({ address }) => address),
    ...(condition === undefined ? {} : { networkUnavailable: condition.status }),
  };
}

const Versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** From where a watch goes on after this object, a bookmark's included. */
export function resourceVersionOf(object: unknown): string | undefined {
  const parsed = Versioned.safeParse(object);
  return parsed.success ? parsed.data.metadata.resourceVersion : undefined;
}

const Status = z.object({ code: z.optional(z.number()), message: z.optional(z.string()) });

/** What an event of type ERROR carries, or the body of an answer that says no. */
export function parseStatus(object: unknown): {
  readonly code?: number | undefined;
  readonly message?: string | undefined;
} {
  let value = object;
  if (typeof object === 'string') {
    try {
      value = JSON.parse(object);
    } catch {
      return {};
    }
  }
  const parsed = Status.safeParse(value);
  return parsed.success ? parsed.data : {};
}
