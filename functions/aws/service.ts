import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ec2Cloud } from '../../shared/aws/cloud.ts';
import type { AwsFunctionConfig } from '../../shared/aws/config.ts';
import type { Cloud } from '../../shared/reconcile/cloud.ts';
import type { Request, Runtime } from '../../shared/reconcile/reconcile.ts';
import type { Report } from '../../shared/reconcile/report.ts';
import type { Logger } from '../common/log.ts';
import { Worker } from '../common/worker.ts';
import { eventParser, type ParseEvent } from './events/parse.ts';
import { Gate } from './gate.ts';
import { Headroom } from './headroom.ts';
import { Meter, type MetricSink } from './metrics.ts';
import { outcomesOf } from './outcomes.ts';
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
}

/** All that the function is made of. */
export interface Service extends Answering {
  readonly cloud: Cloud;
  readonly parse: ParseEvent;
}

/** Reconciles and tells of it: outcomes to the bus, figures to CloudWatch. */
function tellingRun(worker: Worker, meter: Meter, tell: (report: Report) => Promise<number>) {
  return async (request: Request): Promise<Report> => {
    const report = await worker.run(request).catch((error: unknown) => {
      meter.failed();
      throw error;
    });
    meter.reconciled(report, request.hints ?? []);
    const lost = await tell(report);
    if (lost > 0) meter.failed(lost);
    return report;
  };
}

/** Publishes what came of a reconcile; answers how many outcomes were lost. */
async function tellBus(report: Report, bus: string | undefined, clients: Clients, log: Logger): Promise<number> {
  const outcomes = outcomesOf(report);
  if (bus === undefined || outcomes.length === 0) return 0;
  const { publish } = await import('./publish.ts');
  return publish(await clients.eventBridge(), bus, outcomes, log);
}

/** Puts the function together. */
export function makeService(config: AwsFunctionConfig, clients: Clients, surroundings: Surroundings): Service {
  const { cluster, routeTableIds, eventBus, abandonOnFailure } = config;
  const { log, functionName, metricSink, runtime } = surroundings;
  const headroom = new Headroom(config.routeQuota);
  const cloud = ec2Cloud(clients.ec2, config, ({ uses }) => headroom.note(uses));
  const meter = new Meter(cluster.name, headroom, metricSink);
  const tell = (report: Report) => tellBus(report, eventBus, clients, log);
  return {
    cloud,
    log,
    parse: eventParser({
      clusterCidrs: cluster.cidrs,
      routeTableIds,
      ...(functionName === undefined ? {} : { functionName }),
    }),
    run: tellingRun(new Worker(cloud, cluster, log, runtime), meter, tell),
    gate: new Gate({
      cloud,
      log,
      abandonOnFailure,
      policy: { clusterCidrs: cluster.cidrs, force: false },
      complete: async (hook, result) => {
        const { complete } = await import('./lifecycle-actions.ts');
        return complete(await clients.autoScaling(), hook, result);
      },
      onFailure: () => meter.failed(),
      ...runtime,
    }),
  };
}
