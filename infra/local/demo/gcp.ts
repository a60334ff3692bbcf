import { listGcpRoutes } from '../../../functions/cli/target/gcp-routes.ts';
import { makeComputeApi } from '../../../shared/gcp/api/api.ts';
import { computeClients } from '../../../shared/gcp/api/client.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { Pump } from '../deliver/pump.ts';
import { deployGcp, GCP_SETTINGS } from '../gcp-deployment.ts';
import {
  type AuditEntry,
  bootController,
  bootWorker,
  GCP_TUTORIAL,
  TUTORIAL_GROUP_SIZE,
  seedTutorialNetwork,
  startLocalGce,
  workerName,
  workerRouteName,
} from '../gcp.ts';
import { demoGcpGroup } from './gcp-group.ts';
import { Narrator } from './narrator.ts';

/** Milliseconds for which events are collected before they are delivered. */
const GATHER = 20;

const COMMAND = `gcloud compute routes list --filter "network: ${GCP_TUTORIAL.network}"`;

const lastPart = (name: string) => name.split('/').at(-1) ?? name;

function describe({ protoPayload, operation }: AuditEntry): string {
  const stage = operation.last === true ? 'done' : 'begun';
  return `audit log  ${protoPayload.methodName} of ${lastPart(protoPayload.resourceName)} ${stage}`;
}

/** The tutorial on GCP and a group: the same steps as on AWS. */
export async function demoGcp(): Promise<void> {
  const gce = await startLocalGce();
  const tell = new Narrator();
  const deployment = await deployGcp(gce, { log: tell.logger('gcp'), debounce: GATHER });
  const { url, eventarc } = deployment;
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: gce.url });
  const api = makeComputeApi(computeClients(config), config);
  const list = () => listGcpRoutes(api);
  const pump = new Pump({
    drain: () => eventarc.drain(url),
    waiting: () => eventarc.length,
    batchingWindow: GATHER,
    retryDelay: 1000,
  });
  gce.onEvent((entry) => {
    const { methodName } = entry.protoPayload;
    // There are triggers for instances only; our own edits of routes write entries too, and those of metadata.
    if (!methodName.includes('.instances.')) return;
    if (!methodName.endsWith('.setMetadata')) tell.event(describe(entry));
    pump.notify();
  });
  /** Completes transitions and delivers their events to the function. */
  const settle = async () => {
    await pump.idle();
    gce.settle();
    await pump.idle();
  };

  tell.heading(
    `GCP: the cluster ${GCP_TUTORIAL.network}, pods in ${GCP_TUTORIAL.clusterRange}, on a local Compute Engine at ${gce.url}`,
  );
  seedTutorialNetwork(gce.backend);
  for (let i = 0; i < TUTORIAL_GROUP_SIZE; i += 1) bootController(gce.backend, i, 'gradually');
  for (let i = 0; i < TUTORIAL_GROUP_SIZE; i += 1) {
    const { nics } = bootWorker(gce.backend, i, 'gradually');
    tell.setName(nics[0]?.ip ?? '', workerName(i));
  }
  await settle();
  tell.output(COMMAND, await list());

  const ending = workerName(TUTORIAL_GROUP_SIZE - 1);
  tell.event(`somebody deletes ${ending}`);
  gce.backend.deleteInstance(ending, 'gradually');
  await settle();
  tell.event(`somebody deletes the route ${workerRouteName(0)} behind its back; the scheduled resync comes`);
  gce.backend.deleteRoute(workerRouteName(0));
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"action":"resync"}' });
  tell.output(COMMAND, await list());
  await demoGcpGroup({ gce, config, tell, settle });
  tell.output(COMMAND, await list());
  tell.event(`done, with ${gce.calls.count()} API calls`);

  await pump.close();
  await deployment.close();
  await gce.close();
}
