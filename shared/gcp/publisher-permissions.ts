/**
 * What `podroutes publish` may do in the project of the instances. Whoever may set metadata may do much more: SSH keys and start-up
 * scripts of any instance of the project. IAM has no condition on metadata keys.
 */
export const PUBLISHER_INSTANCE_PERMISSIONS = [
  'compute.instances.get',
  'compute.instances.list',
  'compute.instances.setMetadata',
  'compute.zoneOperations.get',
] as const;

/** In the project of the network, which with a Shared VPC is another one. */
export const PUBLISHER_NETWORK_PERMISSIONS = ['compute.routes.list'] as const;

/** On the service account of each instance, if it has one: Compute Engine asks for it of who sets its metadata. */
export const PUBLISHER_SERVICE_ACCOUNT_PERMISSIONS = ['iam.serviceAccounts.actAs'] as const;
