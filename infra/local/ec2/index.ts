export { startLocalEc2, type LocalEc2, type LocalEc2Options } from './local-ec2.ts';
export { Ec2World, type InstanceInput } from './world/world.ts';
export type { EventListener, StateChangeEvent } from './events.ts';
export type { ForeignRoute } from './world/foreign-routes.ts';
export type { Instance, InstanceState, NetworkInterface } from './world/model.ts';
export type { RouteView } from './world/route-model.ts';
export {
  bootController,
  bootWorker,
  createLabNetwork,
  lab,
  podCidrOf,
  seedLabCluster,
  type LabCluster,
  type LabNetwork,
} from './lab.ts';
