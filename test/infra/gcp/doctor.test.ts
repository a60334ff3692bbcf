import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Trigger } from '../../../functions/cli/doctor/gcp/deployment/reader.ts';
import {
  analyzeDeadLetters,
  analyzeDeadLetterTopics,
  analyzeTriggers,
} from '../../../functions/cli/doctor/gcp/deployment/analyze.ts';
import { REQUIRED_PERMISSIONS } from '../../../functions/cli/doctor/gcp/permissions.ts';
import { deployGcp } from '../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL, startLocalGce } from '../../../infra/local/gcp.ts';
import { deploymentName } from '../../../shared/gcp/names.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { captureLog } from '../../support/testbed/log.ts';
import { deploymentTexts, readTexts } from './configuration.ts';

const { declared, locals } = await readTexts(await deploymentTexts());

const methods = Object.values(z.record(z.string(), z.string()).parse(locals['audit_methods']));

const named = (type: string, name: string) =>
  z.object({ name: z.string() }).parse(declared.find((each) => each.type === type && each.name === name)?.body).name;

const roleOf = (name: string) =>
  z
    .object({ permissions: z.array(z.string()) })
    .parse(declared.find((each) => each.type === 'google_project_iam_custom_role' && each.name === name)?.body)
    .permissions;

const name = deploymentName(GCP_TUTORIAL.network);
const settings = {
  CLUSTER_NAME: GCP_TUTORIAL.network,
  CLUSTER_CIDR: GCP_TUTORIAL.clusterRange,
  GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project,
};
const deployment = { name, config: readGcpConfig(settings), region: GCP_TUTORIAL.region };

function triggersFor(some: readonly string[]): Trigger[] {
  const base = { serviceAccount: undefined, topic: undefined, subscription: undefined };
  return [
    ...some.map((method) => ({ ...base, name: method, method })),
    { ...base, name: 'system-events', method: undefined, topic: `projects/p/topics/${name}-system-events` },
  ];
}

it('the doctor looks for the names that Terraform gives', () => {
  expect(locals['name']).toBe(deploymentName('${var.cluster_name}'));
  expect(named('google_cloudfunctions2_function', 'pod_routes')).toBe('${local.name}');
  expect(named('google_cloud_scheduler_job', 'resync')).toBe('${local.name}-resync');
  expect(named('google_logging_project_sink', 'system_events')).toBe('${local.name}-system-events');
  expect(named('google_pubsub_topic', 'system_events')).toBe('${local.name}-system-events');
  expect(named('google_pubsub_subscription', 'dead_letters')).toBe('${local.name}-dead-letters');
  expect(named('google_pubsub_topic', 'dead_letters')).toBe('${local.name}-dead-letters');
});

it('each trigger that Terraform makes is missed when it is gone, and no other is', () => {
  const sink = { disabled: false };
  expect(analyzeTriggers(deployment, triggersFor(methods), sink)).toEqual([]);
  for (const method of methods) {
    const rest = methods.filter((each) => each !== method);
    expect(analyzeTriggers(deployment, triggersFor(rest), sink)).toMatchObject([
      { id: 'trigger-missing', what: expect.stringContaining(method) },
    ]);
  }
});

it('events are given up when Terraform says, and a subscription is attached as it does', () => {
  const policy = declared.find(({ type, name }) => type === 'terraform_data' && name === 'dead_letter_policy')?.body;
  const applied = JSON.stringify(policy);
  const [waiting] = analyzeDeadLetters(deployment, 1, () => []);
  expect(waiting?.what).toContain('given up after twenty tries');
  const trigger = { name: 't', serviceAccount: undefined, method: undefined, topic: undefined, subscription: 's' };
  const [detached] = analyzeDeadLetterTopics(deployment, [trigger], new Set());
  expect(detached?.mend).toMatch(/^gcloud pubsub subscriptions update s --/);
  expect(applied).toContain('gcloud pubsub subscriptions update ');
  const flagsIn = (text = '') => [...text.matchAll(/--[a-z-]+(?:=\d+)?/g)].map(([flag]) => flag);
  expect(flagsIn(detached?.mend)).toContain('--max-delivery-attempts=20');
  expect(flagsIn(applied)).toEqual([...flagsIn(detached?.mend), '--quiet']);
});

it('the function is asked for the permissions that its roles hold', () => {
  expect(roleOf('nodes').toSorted()).toEqual(REQUIRED_PERMISSIONS.nodes.toSorted());
  expect(roleOf('routes').toSorted()).toEqual(REQUIRED_PERMISSIONS.routes.toSorted());
  expect(roleOf('telling').toSorted()).toEqual(REQUIRED_PERMISSIONS.telling.toSorted());
});

it('the local cloud shows the deployment as Terraform makes it', async () => {
  const gce = await startLocalGce();
  const deployed = await deployGcp(gce, { log: captureLog('gcp').log });
  await deployed.close();
  await gce.close();
  const { triggers, roles } = gce.services;
  const shown = [...triggers.values()].map(({ filters }) => filters['methodName']).filter((each) => each !== undefined);
  expect(shown.toSorted()).toEqual(methods.toSorted());
  const held = [...roles.values()].flat();
  expect([...new Set(held)].toSorted()).toEqual(
    [...REQUIRED_PERMISSIONS.nodes, ...REQUIRED_PERMISSIONS.routes].toSorted(),
  );
});
