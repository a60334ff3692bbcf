/** What controls both local clouds: the clock and planned faults. It loads no cloud. */
export { BROKEN_CONNECTIONS, type BrokenConnection } from './common/broken-connection.ts';
export type { Call, CallLog } from './common/call-log.ts';
export { type Fault, FaultInjector } from './common/fault-injector.ts';
export { ManualClock } from './common/manual-clock.ts';
export { VirtualClock } from './common/virtual-clock.ts';
