/** What publishing needs of a Node object. */
export interface KubernetesNode {
  readonly name: string;
  /** `aws:///ZONE/i-...`, `gce://PROJECT/ZONE/NAME`, or what a distribution writes there. */
  readonly providerId?: string;
  /** `spec.podCIDRs`: empty until Kubernetes has given it some. */
  readonly podCidrs: readonly string[];
  readonly internalAddresses: readonly string[];
  /** Status of the condition NetworkUnavailable; absent where nobody has set it. */
  readonly networkUnavailable?: string;
}
