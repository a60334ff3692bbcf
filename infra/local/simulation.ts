/** What both local clouds are steered by: time that jumps, and faults that are planned. It loads no cloud. */
export type { Call, CallLog } from './common/call-log.ts';
export { type Fault, Faults } from './common/fault-injector.ts';
export { ManualClock } from './common/simulated-clock.ts';
export { VirtualClock } from './common/virtual-clock.ts';
