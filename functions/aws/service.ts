import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ClaimReader } from '../../shared/aws/claims.ts';
import { pacedEc2, type Pacing } from '../../shared/aws/client.ts';
import { ec2Cloud } from '../../shared/aws/cloud.ts';
import type { AwsFunctionConfig } from '../../shared/aws/config.ts';
import type { Cloud } from '../../shared/reconcile/cloud.ts';
import { CloudError, isRetryable } from '../../shared/reconcile/errors.ts';
import type { Request } from '../../shared/reconcile/request.ts';
import { type Runtime, SYSTEM } from '../../shared/reconcile/runtime.ts';
import type { Report } from '../../shared/reconcile/report.ts';
import type { Logger } from '../common/log.ts';
import { Worker } from '../common/worker.ts';
import { eventParser, type ParseEvent } from './events/parse.ts';
import { Gate } from './hooks/gate.ts';
import { Headroom } from './telemetry/headroom.ts';
import { Meter, type MetricSink } from './telemetry/metrics.ts';
import { outcomesOf } from './telemetry/outcomes.ts';
import type { Answering } from './respond.ts';

/** Made once for the life of the process. The last two are not even loaded until something is to be said. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly autoScaling: () => Promise<AutoScalingClient>;
  readonly eventBridge: () => Promise<EventBridgeClient>;
}

export interface Surroundings {
  readonly log: Logger;
  readonly functionName?: string;
  readonly metricSink?: MetricSink;
  readonly runtime?: Runtime;
  /** How EC2's calls are tried again. */
  readonly retries?: Pacing['patience'];
  /** A signal that is aborted after so many milliseconds. */
  readonly timeout?: (milliseconds: number) => AbortSignal;
}

/** All that the function is made of. */
export interface Service extends Answering {
  readonly cloud: Cloud;
  readonly parse: ParseEvent;
  readonly timeout: (milliseconds: number) => AbortSignal;
}

/**
 * How long a look may take over instances that nobody has read yet, in milliseconds: about as many as their bucket holds.
 * The rest is read while the first routes are written.
 */
const PATIENCE = 2000;

/** What follows a reconcile. None of it may undo what was done, or have it tried again. */
interface Telling {
  readonly meter: Meter;
  /** Answers how many outcomes were lost. */
  readonly publish: (report: Report) => Promise<number>;
  readonly claims: ClaimReader;
  readonly log: Logger;
}

async function noteClaims({ claims, meter, log }: Telling, signal: AbortSignal | undefined): Promise<void> {
  try {
    await claims.writeTags(signal);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    log.error({ retryable: isRetryable(error) }, error.message);
    meter.failed();
  }
}

/** Reconciles and tells of it: outcomes to the bus, figures to CloudWatch, what was read to the instances' tags. */
function tellingRun(worker: Worker, telling: Telling) {
  const { meter, publish } = telling;
  return async (request: Request): Promise<Report> => {
    const report = await worker.run(request).catch((error: unknown) => {
      meter.failed();
      throw error;
    });
    meter.reconciled(report, request.hints ?? []);
    const lost = await publish(report);
    if (lost > 0) meter.failed(lost);
    // Events have no time for what only a later process needs.
    if (report.scope === 'resync' && !report.dryRun) await noteClaims(telling, request.signal);
    return report;
  };
}

/** Publishes what came of a reconcile; answers how many outcomes were lost. */
async function tellBus(report: Report, bus: string | undefined, clients: Clients, log: Logger): Promise<number> {
  const outcomes = outcomesOf(report);
  if (bus === undefined || outcomes.length === 0) return 0;
  const { publish } = await import('./telemetry/publish.ts');
  return publish(await clients.eventBridge(), bus, outcomes, log);
}

/** Puts the function together. */
export function makeService(config: AwsFunctionConfig, clients: Clients, surroundings: Surroundings): Service {
  const { cluster, routeTableIds, eventBus, abandonOnFailure } = config;
  const { log, functionName, metricSink, runtime = SYSTEM, retries } = surroundings;
  const { timeout = (milliseconds) => AbortSignal.timeout(milliseconds) } = surroundings;
  const ec2 = pacedEc2(clients.ec2, { runtime, ...(retries === undefined ? {} : { patience: retries }) });
  const claims = new ClaimReader(ec2, cluster.name, { runtime, tags: config.writePodCidrTag });
  const headroom = new Headroom(config.routeQuota);
  const cloud = ec2Cloud(ec2, config, claims, ({ uses }) => headroom.note(uses));
  const meter = new Meter(cluster.name, headroom, metricSink);
  const tell = (report: Report) => tellBus(report, eventBus, clients, log);
  const worker = new Worker(cloud, cluster, log, { runtime, patience: PATIENCE });
  return {
    cloud,
    log,
    timeout,
    parse: eventParser({
      clusterCidrs: cluster.cidrs,
      routeTableIds,
      ...(functionName === undefined ? {} : { functionName }),
    }),
    run: tellingRun(worker, { meter, publish: tell, claims, log }),
    gate: new Gate({
      cloud,
      log,
      abandonOnFailure,
      clusterCidrs: cluster.cidrs,
      complete: async (hook, result) => {
        const { complete } = await import('./hooks/lifecycle-actions.ts');
        return complete(await clients.autoScaling(), hook, result);
      },
      onFailure: () => meter.failed(),
      ...runtime,
    }),
  };
}
