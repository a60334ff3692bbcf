export { startLocalEc2, type LocalEc2, type LocalEc2Options } from './local-ec2.ts';
export { Ec2World, type InstanceInput } from './backend/backend.ts';
export type { EventListener, StateChangeEvent } from './events.ts';
export type { ForeignRoute } from './backend/routes/foreign.ts';
export type { Instance, InstanceState, NetworkInterface } from './backend/model.ts';
export type { RouteView } from './backend/routes/model.ts';
export {
  bootController,
  bootWorker,
  createLabNetwork,
  lab,
  podCidrOf,
  seedLabCluster,
  type LabCluster,
  type LabNetwork,
} from './tutorial.ts';
