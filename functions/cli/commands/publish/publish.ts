import type { Io } from '../../io.ts';
import { openNodesApi } from '../../publish/kubernetes/client.ts';
import { isProblem } from '../../publish/describe.ts';
import { openPublication } from '../../publish/open-cloud.ts';
import {
  carryOut,
  lookAt,
  type PublicationOutcome,
  type PublicationPlan,
  type PublisherContext,
} from '../../publish/publisher.ts';
import { renderOutcome, renderPlan, toJson } from '../../publish/render.ts';
import { runWatch } from '../../publish/watch/run-watch.ts';
import { type DataFormat, isDataFormat, printNote, writeData } from '../../render/output-format.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';

export interface PublishOptions {
  readonly output?: 'table' | DataFormat;
  readonly dryRun?: boolean;
  readonly watch?: boolean;
  /** Seconds between looks when nothing changes. */
  readonly interval: number;
  readonly networkCondition?: boolean;
  readonly healthAddress: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

const NOTHING_DONE: PublicationOutcome = { results: [], conditions: [] };

function isWell({ steps }: PublicationPlan, { results, conditions }: PublicationOutcome): boolean {
  return (
    !steps.some(isProblem) &&
    results.every(({ status }) => status === 'done') &&
    conditions.every(({ error }) => error === undefined)
  );
}

async function publishOnce(
  context: PublisherContext,
  options: PublishOptions,
  io: Io,
  cluster: string,
): Promise<number> {
  const { output, dryRun = false } = options;
  const abort = new AbortController();
  const unsubscribe = io.onInterrupt(() => abort.abort());
  try {
    const { nodes } = await context.nodesApi.list();
    const plan = await lookAt(context, nodes, abort.signal);
    const isData = isDataFormat(output);
    if (!isData) io.stdout.write(renderPlan(plan, io));
    if (nodes.length === 0) printNote(io, `Kubernetes at ${context.nodesApi.server} has no nodes`);
    const outcome = dryRun ? NOTHING_DONE : await carryOut(context, plan, abort.signal);
    const header = { cloud: context.cloud.kind, cluster, dryRun };
    if (isData) await writeData(io, output, { ...header, ...toJson(plan, outcome) });
    else if (outcome.results.length + outcome.conditions.length > 0) io.stdout.write(renderOutcome(outcome, io));
    return isWell(plan, outcome) ? 0 : 1;
  } finally {
    unsubscribe();
  }
}

/** Says in the cloud what ranges Kubernetes gave to its nodes. 1 when something is left alone that somebody has to look at, or failed. */
export async function publish(options: PublishOptions, { kind, settings }: ResolvedSettings, io: Io): Promise<number> {
  const { watch = false, dryRun: isDryRun = false, networkCondition: setsCondition = false, healthAddress } = options;
  const { cloud, cluster } = await openPublication(kind, settings, io, watch);
  const nodesApi = openNodesApi(options, io.requestTimeout);
  const context = { cloud, nodesApi, clusterCidrs: cluster.cidrs, setsCondition, clock: io.runtime };
  if (!watch) return publishOnce(context, options, io, cluster.name);
  return runWatch(context, io, { interval: options.interval * 1000, isDryRun, healthAddress });
}
