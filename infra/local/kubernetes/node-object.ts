export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastHeartbeatTime?: string;
}

/** A Node as the API shows it; what no client of ours reads is left out. */
export interface NodeObject {
  readonly kind: 'Node';
  readonly apiVersion: 'v1';
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
  };
  readonly spec: {
    readonly providerID?: string;
    readonly podCIDR?: string;
    readonly podCIDRs?: readonly string[];
    readonly taints?: readonly object[];
  };
  readonly status: {
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly conditions: readonly Condition[];
  };
}

export interface NodeInput {
  readonly name: string;
  readonly providerId?: string;
  readonly podCidrs?: readonly string[];
  readonly internalAddresses?: readonly string[];
}

/** A cloud's node controller taints a new node so, until its routes are there. */
const UNAVAILABLE_TAINT = { key: 'node.kubernetes.io/network-unavailable', effect: 'NoSchedule' };

const conditionOf = ({ status }: NodeObject, type: string): Condition | undefined =>
  status.conditions.find((each) => each.type === type);

/** The node lifecycle controller keeps the taint as the condition is. */
export function withTaint(node: NodeObject): NodeObject {
  const { taints: _taints, ...spec } = node.spec;
  const isUnavailable = conditionOf(node, 'NetworkUnavailable')?.status === 'True';
  return { ...node, spec: isUnavailable ? { ...spec, taints: [UNAVAILABLE_TAINT] } : spec };
}

export function newNode(input: NodeInput, uid: string, version: number, now: number): NodeObject {
  const { name, providerId, podCidrs = [], internalAddresses = [] } = input;
  const [podCIDR] = podCidrs;
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name, uid, resourceVersion: `${version}`, creationTimestamp: new Date(now).toISOString() },
    spec: {
      ...(providerId === undefined ? {} : { providerID: providerId }),
      ...(podCIDR === undefined ? {} : { podCIDR, podCIDRs: podCidrs }),
    },
    status: {
      addresses: internalAddresses.map((address) => ({ type: 'InternalIP', address })),
      conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }],
    },
  };
}
