import { CallLog } from '../common/call-log.ts';
import { FaultInjector } from '../common/fault-injector.ts';
import { close, listen } from '../common/loopback.ts';
import { answerService, GcpServices } from '../gcp-services/index.ts';
import type { AuditEntry } from './audit/entry.ts';
import { AuditLog } from './audit/log.ts';
import { autoSettle } from './auto-settle.ts';
import { Countdown } from './countdown.ts';
import { dispatch } from './http/dispatch.ts';
import { httpServer, type Respond } from './http/server.ts';
import { Operations } from './operations/operations.ts';
import type { OperationFaults } from './operations/faults.ts';
import { apiRouter } from './actions/index.ts';
import type { Service } from './service.ts';
import { State } from './backend/state.ts';
import { GceBackend } from './backend/backend.ts';
import { GroupManagers } from './backend/groups/group-managers.ts';
import { type GceVariants, gceVariants } from './variants.ts';

export interface LocalGceOptions {
  /** The port on 127.0.0.1; 0, the default, takes any. */
  readonly port?: number;
  readonly now?: () => number;
  /** What ids, names and fingerprints are made from. */
  readonly seed?: number;
  /** Milliseconds that each step of an operation takes. Without it, polls and `settle()` do. */
  readonly autoSettle?: number;
  readonly routeQuota?: number;
  readonly maxPage?: number;
  readonly project?: string;
  readonly projectNumber?: string;
  /** How many polls it takes until an operation is done; 0: it is done when the request is answered. */
  readonly operationSteps?: number;
  /** What nobody has confirmed of the real service. */
  readonly variants?: Partial<GceVariants>;
}

export interface LocalGce {
  readonly url: string;
  readonly port: number;
  /** Does what a request over HTTP does. */
  readonly respond: Respond;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  readonly backend: GceBackend;
  /** What the project has beside Compute Engine, behind the same endpoint: functions, triggers, jobs, policies. */
  readonly services: GcpServices;
  /** How operations go wrong: `hangNext`, `failNext`, `shortWaits`. */
  readonly operations: OperationFaults;
  /** How audit log entries are written: `projectsBy`, `apiVersion`. */
  readonly audit: AuditLog;
  /** Zones that do not answer; add and delete names. */
  readonly unreachableZones: Set<string>;
  /** Brings every operation, and so every instance, to its end in the order they were started. */
  settle(): void;
  /** Calls `listener` with every audit log entry, until the returned function is called. */
  onEvent(listener: (entry: AuditEntry) => void): () => void;
  /** The next `times` reads of `action`, such as `routes.list`, are answered from before the most recent write. */
  staleReads(action: string, times?: number): void;
  /** Whatever comes on the connections that are open now is never answered. */
  loseConnections(): void;
  /** Starts again with an empty project at the same address, so that clients can be kept. */
  renew(options?: Omit<LocalGceOptions, 'port'>): LocalGce;
  close(): Promise<void>;
}

const DEFAULTS = {
  project: 'podroutes-local',
  projectNumber: '415104041262',
  routeQuota: 200,
  maxPage: 500,
  operationSteps: 2,
  // With this seed the routes come in the order of the tutorial's table.
  seed: 2,
} as const;

export async function startLocalGce(options: LocalGceOptions = {}): Promise<LocalGce> {
  let running = run(options);
  const router = apiRouter();
  const services = new GcpServices();
  const respond: Respond = (request) => {
    const { service } = running;
    return answerService({ ...service, services }, request) ?? dispatch(service, router, request);
  };
  const { server, connections } = httpServer(respond);
  const port = await listen(server, options.port ?? 0);
  const handle = (): LocalGce => ({
    ...controlsOf(running.service),
    services,
    respond,
    loseConnections: () => connections.loseAll(),
    url: `http://127.0.0.1:${port}`,
    port,
    renew(other = options) {
      running.stopTimers();
      running = run(other);
      return handle();
    },
    close() {
      running.stopTimers();
      return close(server);
    },
  });
  return handle();
}

function run(options: LocalGceOptions) {
  const service = serviceOf(options);
  const { operations } = service;
  const stopTimers = options.autoSettle === undefined ? () => {} : autoSettle(operations, options.autoSettle);
  return { service, stopTimers };
}

function serviceOf(options: LocalGceOptions): Service {
  const settings = { ...DEFAULTS, now: Date.now, ...options };
  const { now, seed, routeQuota, project } = settings;
  const variants = gceVariants(options.variants);
  const state = new State({ now, seed, routeQuota, variants });
  state.addProject(project, settings.projectNumber);
  const audit = new AuditLog(state, seed);
  const operations = new Operations(state, audit, settings.operationSteps);
  const groups = new GroupManagers(state, operations, audit);
  return {
    state,
    audit,
    operations,
    groups,
    backend: new GceBackend(project, { state, operations, audit, groups }),
    calls: new CallLog(),
    faults: new FaultInjector(now),
    unreachableZones: new Set(),
    stale: new Countdown(),
    maxPage: settings.maxPage,
  };
}

function controlsOf(service: Service) {
  const { calls, faults, backend, operations, audit, unreachableZones } = service;
  return {
    calls,
    faults,
    backend,
    operations: operations.faults,
    audit,
    unreachableZones,
    settle: () => operations.settle(),
    onEvent: (listener: (entry: AuditEntry) => void) => audit.onEntry(listener),
    staleReads: (action: string, times = 1) => service.stale.add(action, true, times),
  };
}
