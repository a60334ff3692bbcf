import type { CallLog } from '../common/call-log.ts';
import type { FaultInjector } from '../common/fault-injector.ts';
import type { AuditLog } from './audit/log.ts';
import type { Countdown } from './countdown.ts';
import type { Operations } from './operations/operations.ts';
import type { GceBackend } from './backend/backend.ts';
import type { GroupManagers } from './backend/groups/group-managers.ts';
import type { State } from './backend/state.ts';

export interface Service {
  readonly state: State;
  readonly backend: GceBackend;
  readonly groups: GroupManagers;
  readonly operations: Operations;
  readonly audit: AuditLog;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  readonly unreachableZones: Set<string>;
  readonly stale: Countdown<true>;
  readonly maxPage: number;
}
