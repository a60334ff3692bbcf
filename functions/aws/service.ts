import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ClaimReader } from '../../shared/aws/pod-cidr/claim-reader.ts';
import { makeEc2Api, type CallPolicy } from '../../shared/aws/api/api.ts';
import { WaitingLedger } from '../../shared/aws/waiting/waiting-ledger.ts';
import { ec2Cloud } from '../../shared/aws/cloud.ts';
import type { AwsFunctionConfig } from '../../shared/aws/config.ts';
import type { Cloud } from '../../shared/reconcile/cloud/cloud.ts';
import { CloudError, isRetryable } from '../../shared/reconcile/cloud/cloud-error.ts';
import type { FinalNetwork } from '../../shared/reconcile/model/final-network.ts';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import { type Clock, SYSTEM_CLOCK } from '../../shared/reconcile/cloud/clock.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';
import { logBelieved, type Logger } from '../common/log.ts';
import { once } from '../common/once.ts';
import { Reconciler } from '../common/reconciler.ts';
import { OwnStatements } from './events/own-statements.ts';
import { makeEventParser, type ParseEvent } from './events/parse-event.ts';
import { RecentNodes } from './recent/recent-nodes.ts';
import { HeldHooks } from './hooks/held-hooks.ts';
import { QuotaHeadroom } from './telemetry/quota-headroom.ts';
import type { MetricSink, MetricsRecorder } from './telemetry/metrics.ts';
import type { ResponderContext } from './respond.ts';

/** Kept for the life of the process. The last two are loaded on first use. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly autoScaling: () => Promise<AutoScalingClient>;
  readonly eventBridge: () => Promise<EventBridgeClient>;
}

export interface ServiceOptions {
  readonly log: Logger;
  readonly functionName?: string;
  readonly metricSink?: MetricSink;
  readonly clock?: Clock;
  readonly retryPolicy?: CallPolicy['retryPolicy'];
  readonly timeoutSignal?: (milliseconds: number) => AbortSignal;
}

export interface Service extends ResponderContext {
  readonly cloud: Cloud;
  readonly parseEvent: ParseEvent;
  readonly timeoutSignal: (milliseconds: number) => AbortSignal;
}

/** Milliseconds that one observation may spend on user data. The rest is read while the first routes are written. */
const CLAIM_READ_TIMEOUT = 2000;

/** What follows a reconcile. Its failures are counted and logged, and cause no retry. */
interface ReportSinks {
  readonly metrics: () => Promise<MetricsRecorder>;
  /** Returns how many outcomes were lost. */
  readonly publish: (report: Report, end: AbortSignal | undefined) => Promise<number>;
  readonly claimReader: ClaimReader;
  readonly ownStatements: OwnStatements;
  readonly recentNodes: RecentNodes;
  readonly log: Logger;
}

async function writeClaimTags({ claimReader, metrics, log }: ReportSinks, signal?: AbortSignal): Promise<void> {
  try {
    await claimReader.writeTags(signal);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    log.error({ retryable: isRetryable(error) }, error.message);
    (await metrics()).recordFailures();
  }
}

async function runAndRemember(reconciler: Reconciler, request: ReconcileRequest, recentNodes: RecentNodes) {
  let network: FinalNetwork | undefined;
  const takeOver = recentNodes.beginLook(request);
  const report = await reconciler.run({ ...request, onEnd: (end) => (network = end) });
  takeOver(network);
  return report;
}

function reconcileAndReport(reconciler: Reconciler, sinks: ReportSinks) {
  const { metrics, publish } = sinks;
  return async (request: ReconcileRequest): Promise<Report> => {
    const report = await runAndRemember(reconciler, request, sinks.recentNodes).catch(async (error: unknown) => {
      (await metrics()).recordFailures();
      throw error;
    });
    sinks.ownStatements.add(report);
    const recorder = await metrics();
    recorder.recordReconcile(report, request.hints ?? []);
    const lost = await publish(report, request.end);
    if (lost > 0) recorder.recordFailures(lost);
    // Only later processes need the tags: not worth an event's time.
    if (report.scope === 'resync' && !report.dryRun) await writeClaimTags(sinks, request.signal);
    return report;
  };
}

async function publishReport(
  report: Report,
  end: AbortSignal | undefined,
  bus: string | undefined,
  { clients, log }: { readonly clients: Clients; readonly log: Logger },
): Promise<number> {
  if (bus === undefined) return 0;
  const { outcomesOf } = await import('./telemetry/outcomes.ts');
  const outcomes = outcomesOf(report);
  if (outcomes.length === 0) return 0;
  const { publishOutcomes } = await import('./telemetry/publish-outcomes.ts');
  return publishOutcomes(await clients.eventBridge(), bus, outcomes, { log, end });
}

export function makeService(config: AwsFunctionConfig, clients: Clients, options: ServiceOptions): Service {
  const { cluster, routeTableIds, eventBus, abandonOnFailure, gateWaitsForRange } = config;
  const { log, functionName, metricSink, clock = SYSTEM_CLOCK, retryPolicy } = options;
  const { timeoutSignal = (milliseconds) => AbortSignal.timeout(milliseconds) } = options;
  const ec2 = makeEc2Api(clients.ec2, { clock, ...(retryPolicy === undefined ? {} : { retryPolicy }) });
  const claimReader = new ClaimReader(ec2, cluster.name, { clock, useClaimTags: config.writePodCidrTag });
  const headroom = new QuotaHeadroom(config.routeQuota);
  const ledger = new WaitingLedger(ec2, (error) => log.warn({ retryable: isRetryable(error) }, error.message));
  const cloud = ec2Cloud(ec2, config, claimReader, {
    onTablesRead: ({ routeCounts }) => headroom.update(routeCounts),
    ledger,
  });
  const metrics = once(async () => {
    const { MetricsRecorder } = await import('./telemetry/metrics.ts');
    return new MetricsRecorder(cluster.name, headroom, metricSink);
  });
  const ownStatements = new OwnStatements();
  const publish: ReportSinks['publish'] = (report, end) => publishReport(report, end, eventBus, { clients, log });
  const recentNodes = new RecentNodes(clock.now);
  const reconciler = new Reconciler(cloud, cluster, log, { clock, claimReadTimeout: CLAIM_READ_TIMEOUT });
  return {
    cloud,
    log,
    timeoutSignal,
    parseEvent: makeEventParser({
      clusterCidrs: cluster.cidrs,
      routeTableIds,
      functionName,
      isOwnStatement: (node, value) => ownStatements.take(node, value),
    }),
    run: reconcileAndReport(reconciler, { metrics, publish, claimReader, ownStatements, recentNodes, log }),
    forget: (instanceId) => recentNodes.forget(instanceId),
    reportWithoutLook: async (events, signal) => {
      const known = recentNodes.unlessNews(events);
      if (known === undefined) return undefined;
      const { reportWithoutLook } = await import('./recent/report-without-look.ts');
      const report = await reportWithoutLook(
        known,
        { recentNodes, cloud, cluster: cluster.name, now: clock.now },
        signal,
      );
      if (report !== undefined) logBelieved(log, report);
      return report;
    },
    heldHooks: new HeldHooks({
      cloud,
      log,
      abandonOnFailure,
      gateWaitsForRange,
      clusterCidrs: cluster.cidrs,
      complete: async (hook, result, end) => {
        const { completeLifecycleAction } = await import('./hooks/complete-lifecycle-action.ts');
        return completeLifecycleAction(await clients.autoScaling(), hook, result, end);
      },
      onFailure: async () => (await metrics()).recordFailures(),
      ...clock,
    }),
  };
}
