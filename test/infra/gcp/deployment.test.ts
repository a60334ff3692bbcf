import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { parseLogEntry } from '../../../functions/gcp/events/audit-log.ts';
import { RECONCILE_TIMEOUT } from '../../../functions/gcp/handler.ts';
import {
  type AuditEntry,
  bootWorker,
  GCP_TUTORIAL,
  LocalEventarc,
  seedTutorialNetwork,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { DEFAULT_RETRY_POLICY } from '../../../shared/gcp/api/retry-policy.ts';
import { documentedCommands } from '../../support/cli/documented-commands.ts';
import { startGcpTestbed } from '../../support/testbed/gcp.ts';
import { deploymentTexts, readTexts } from './configuration.ts';

const texts = await deploymentTexts();
const { declared, locals } = await readTexts(texts);

/** The bodies of all resources of a type. */
const all = (type: string) => declared.filter((each) => each.type === type).map(({ body }) => body);

const Function = z.object({
  build_config: z.tuple([z.object({ runtime: z.literal('nodejs24'), entry_point: z.literal('podRoutes') })]),
  service_config: z.tuple([
    z.object({
      max_instance_count: z.number(),
      max_instance_request_concurrency: z.number(),
      available_cpu: z.string(),
      timeout_seconds: z.number(),
      environment_variables: z.record(z.string(), z.string()),
    }),
  ]),
});
const [service] = Function.parse(all('google_cloudfunctions2_function')[0]).service_config;

const auditMethods = Object.values(z.record(z.string(), z.string()).parse(locals['audit_methods']));
const systemMethods = z.array(z.string()).parse(locals['system_methods']);
const METHODS = [...auditMethods, ...systemMethods];

/** What the audit log says when a method has ended. */
async function entryOf(methodName: string): Promise<AuditEntry> {
  const gce = await startLocalGce();
  const entries: AuditEntry[] = [];
  gce.onEvent((entry) => entries.push(entry));
  seedTutorialNetwork(gce.backend);
  bootWorker(gce.backend, 0);
  await gce.close();
  const last = entries.at(-1);
  if (last === undefined) throw new Error('the local cloud wrote no entry');
  return { ...last, protoPayload: { ...last.protoPayload, methodName } };
}

describe('the triggers', () => {
  it('are for seven methods of two versions, and five system events', () => {
    const names = ['insert', 'bulkInsert', 'delete', 'start', 'stop', 'setMetadata'].map((name) => `instances.${name}`);
    const versions = [...names, 'regionInstances.bulkInsert'].flatMap((name) =>
      ['v1', 'beta'].map((version) => `${version}.compute.${name}`),
    );
    expect(auditMethods.toSorted()).toEqual(versions.toSorted());
    expect(systemMethods).toHaveLength(5);
    expect(systemMethods).toContain('compute.instances.preempted');
  });

  it('are the same where gcloud makes them, by the page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'podroutes-page-'));
    const words = (await documentedCommands(folder)).flat();
    await rm(folder, { recursive: true });
    const methods = words.flatMap((word) => /^--event-filters=methodName=(.+)$/.exec(word)?.slice(1) ?? []);
    expect(methods.toSorted()).toEqual(auditMethods.toSorted());
    const filters = words.filter((word) => word.startsWith('--log-filter='));
    expect(filters).toHaveLength(1);
    const inFilter = filters.flatMap((filter) => filter.match(/compute\.instances\.[A-Za-z.]+/g) ?? []);
    expect(inFilter.toSorted()).toEqual(systemMethods.toSorted());
  });

  it.each(METHODS)('%s is something that the function understands', async (method) => {
    expect(parseLogEntry(await entryOf(method))).not.toMatchObject({
      reason: expect.stringMatching(/says nothing|not about/),
    });
  });

  it('are those that the local cloud has', async () => {
    const eventarc = new LocalEventarc();
    for (const method of [...METHODS, 'v1.compute.instances.setLabels', 'v1.compute.routes.insert']) {
      eventarc.send(await entryOf(method));
    }
    expect(eventarc.takeAll().map(({ protoPayload }) => protoPayload.methodName)).toEqual(METHODS);
  });

  it('ask for JSON and call as their own identity', () => {
    for (const trigger of all('google_eventarc_trigger')) {
      expect(trigger).toMatchObject({
        event_data_content_type: 'application/json',
        service_account: '${google_service_account.triggers.email}',
        destination: [{ cloud_run_service: [{ service: '${local.service}' }] }],
      });
    }
  });
});

describe('the function', () => {
  it('has one instance with many requests at once, which takes a whole CPU', () => {
    expect(service).toMatchObject({
      max_instance_count: 1,
      max_instance_request_concurrency: 1000,
      available_cpu: '1',
    });
  });

  it('has more time than two reconciles, each with an operation under way at its end, and less than Pub/Sub waits', () => {
    expect(service.timeout_seconds).toBeGreaterThan(DEFAULT_RETRY_POLICY.operationTimeout / 1000);
    const waitForOperation = 125;
    expect(service.timeout_seconds).toBeGreaterThan(2 * (RECONCILE_TIMEOUT / 1000 + waitForOperation));
    expect(service.timeout_seconds).toBeLessThan(600);
  });

  it('gets all of its settings and nothing else', () => {
    const settings = {
      CLUSTER_NAME: 'prod',
      CLUSTER_CIDR: '10.200.0.0/16',
      GOOGLE_CLOUD_PROJECT: 'my-project-123',
      NETWORK: 'net',
      NETWORK_PROJECT: 'host-project',
      NODE_CIDR_MASK_SIZE_IPV4: '25',
      NODE_CIDR_MASK_SIZE_IPV6: '',
    };
    expect(Object.keys(service.environment_variables).toSorted()).toEqual(Object.keys(settings).toSorted());
    expect(readGcpConfig(settings)).toMatchObject({
      cluster: { nodeMaskSizes: { ipv4: 25, ipv6: 64 } },
      network: 'net',
      networkProject: 'host-project',
    });
  });
});

/** The permissions behind what the function calls. https://cloud.google.com/compute/docs/reference/rest/v1 */
const PERMISSIONS = new Map([
  ['instances.aggregatedList', ['compute.instances.list']],
  ['routes.list', ['compute.routes.list']],
  ['routes.get', ['compute.routes.get']],
  ['routes.insert', ['compute.routes.create', 'compute.networks.updatePolicy']],
  ['routes.delete', ['compute.routes.delete', 'compute.networks.updatePolicy']],
  ['globalOperations.wait', ['compute.globalOperations.get']],
  ['instances.get', ['compute.instances.get']],
  ['instances.setMetadata', ['compute.instances.setMetadata']],
  ['zoneOperations.wait', ['compute.zoneOperations.get']],
]);

describe('who may do what', () => {
  it('the function may do what it calls, and nothing else', async () => {
    await using bench = await startGcpTestbed();
    const { backend } = bench.gce;
    bootWorker(backend, 0);
    const { zone, subnet } = GCP_TUTORIAL;
    backend.createInstance({ zone, subnet, name: 'asking', metadata: { 'pod-cidr': 'auto' } });
    await bench.deliver();
    backend.deleteRoute('kubernetes-route-10-200-0-0-24');
    const stale = { name: 'kubernetes-route-10-200-0-0-24', network: GCP_TUTORIAL.network, destRange: '10.200.0.0/24' };
    backend.addRoute({ ...stale, nextHopIp: '10.240.0.99' });
    expect((await bench.invokeManually({ action: 'resync' })).summary.replaced).toBe(1);
    const called = new Set(bench.gce.calls.all.map(({ action }) => action));
    expect([...called].filter((action) => !PERMISSIONS.has(action))).toEqual([]);
    const needed = [...called].flatMap((action) => PERMISSIONS.get(action) ?? []);
    const Role = z.object({ permissions: z.array(z.string()) });
    const granted = all('google_project_iam_custom_role').flatMap((role) => Role.parse(role).permissions);
    expect(granted.toSorted()).toEqual([...new Set(needed)].toSorted());
  });

  it('nobody may set metadata or act as a node unless ranges are given', () => {
    const telling = declared.filter(({ name }) => /telling|acts_as/.test(name));
    expect(telling.map(({ name, body }) => [name, body['count'] ?? body['for_each']])).toEqual([
      ['telling', '${var.allocate ? 1 : 0}'],
      ['function_telling', '${var.allocate ? 1 : 0}'],
      ['function_acts_as_nodes', '${var.allocate ? toset(var.node_service_accounts) : []}'],
    ]);
    const holders = declared.filter(({ body }) => /setMetadata|serviceAccountUser|actAs/.test(JSON.stringify(body)));
    expect(holders.map(({ name }) => name).toSorted()).toEqual(['function_acts_as_nodes', 'telling']);
  });

  it('nobody calls it but the triggers and the schedule', () => {
    expect(Object.values(texts).join('\n')).not.toMatch(/allUsers|allAuthenticatedUsers/);
    expect(declared.filter(({ type }) => /_iam_(policy|binding)$/.test(type))).toEqual([]);
    const granting = declared.filter(({ body }) => body['role'] === 'roles/run.invoker');
    expect(granting.map(({ body }) => body['for_each'])).toEqual([
      {
        triggers: '${google_service_account.triggers.member}',
        scheduler: '${google_service_account.scheduler.member}',
      },
    ]);
  });

  it('nobody is let publish to our topics but the log sink and Pub/Sub itself', () => {
    const publishing = declared.filter(({ body }) => body['role'] === 'roles/pubsub.publisher');
    expect(Object.fromEntries(publishing.map(({ name, body }) => [name, body['member']]))).toEqual({
      dead_letters: '${local.pubsub_agent}',
      sink_publishes: '${google_logging_project_sink.system_events.writer_identity}',
    });
  });

  it('every job has an identity of its own', () => {
    const accounts = declared.filter(({ type }) => type === 'google_service_account').map(({ name }) => name);
    expect(accounts.toSorted()).toEqual(['build', 'function', 'scheduler', 'triggers']);
    expect(all('google_cloud_scheduler_job')).toMatchObject([
      { http_target: [{ oidc_token: [{ service_account_email: '${google_service_account.scheduler.email}' }] }] },
    ]);
  });

  it('no role is a broad one', () => {
    const roles = declared.flatMap(({ body }) => (typeof body['role'] === 'string' ? [body['role']] : []));
    expect(roles.filter((role) => /roles\/(owner|editor|viewer)|admin/i.test(role))).toEqual([]);
  });
});

describe('what is counted', () => {
  const counted = z.record(z.string(), z.object({ message: z.string(), also: z.string() })).parse(locals['counted']);

  it('are lines that the function writes', async () => {
    // Nobody finds room for so large a range.
    await using bench = await startGcpTestbed({ settings: { NODE_CIDR_MASK_SIZE_IPV4: '17' } });
    const { backend } = bench.gce;
    bootWorker(backend, 0);
    bootWorker(backend, 1);
    backend.createInstance({
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      name: 'refused',
      ip: '10.240.0.30',
      metadata: { 'pod-cidr': '10.99.0.0/24' },
    });
    backend.createInstance({
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      name: 'asking',
      metadata: { 'pod-cidr': 'auto' },
    });
    backend.addRoute({
      name: 'high',
      network: GCP_TUTORIAL.network,
      destRange: '10.200.200.0/24',
      nextHopIp: '10.240.0.96',
    });
    backend.addRoute({
      name: 'vpn',
      network: GCP_TUTORIAL.network,
      destRange: '10.200.1.0/24',
      nextHopIp: '10.240.0.98',
    });
    bench.gce.operations.failNext('routes.insert', { code: 'QUOTA_EXCEEDED', message: 'Quota exceeded' });
    await bench.deliver();
    for (let i = 100; i < 120; i += 1) {
      const name = `kubernetes-route-10-200-${i}-0-24`;
      backend.addRoute({
        name,
        network: GCP_TUTORIAL.network,
        destRange: `10.200.${i}.0/24`,
        nextHopIp: '10.240.0.97',
      });
    }
    expect((await bench.invokeManually({ action: 'resync' })).stopped).toBeDefined();
    const linesWith = (also: string) =>
      bench.lines.filter((line) => also === '' || also === `jsonPayload.refused=${String(line['refused'])}`);
    for (const [name, { message, also }] of Object.entries(counted)) {
      expect([
        name,
        linesWith(also).filter((line) => new RegExp(message).test(String(line['message']))).length,
      ]).not.toContain(0);
    }
  });

  it.each(['failures', 'conflicts', 'refused', 'stopped'])('is watched by an alert of its own: %s', (name) => {
    const [, text = ''] = String(locals['alerts']).split(`\n    ${name} = {`);
    const [body] = text.split('\n    }');
    expect(body).toContain(`local.log_metric.${name}`);
  });
});
