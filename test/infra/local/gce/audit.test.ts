import { expect, test } from 'vitest';
import { type AuditEntry, bootWorker, GCP_TUTORIAL, toCloudEvent } from '../../../../infra/local/gcp.ts';
import { listen, project, request, routeBody, startLab, zone } from './setup.ts';

const WORKER = 'projects/podroutes-local/zones/us-west1-c/instances/worker-3';

/** Method and ends: `v1.compute.instances.insert first`. */
const short = ({ protoPayload, operation }: AuditEntry) =>
  [protoPayload.methodName, operation.first && 'first', operation.last && 'last'].filter(Boolean).join(' ');

test('a long operation writes a first and a last entry', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  const instance = bootWorker(gce.backend, 3, 'gradually');
  expect(entries.map(short)).toEqual(['v1.compute.instances.insert first']);
  gce.settle();
  expect(entries.map(short)).toEqual(['v1.compute.instances.insert first', 'v1.compute.instances.insert last']);
  expect(entries[1]).toEqual({
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      authenticationInfo: { principalEmail: 'operator@example.com' },
      requestMetadata: { callerSuppliedUserAgent: 'local console' },
      serviceName: 'compute.googleapis.com',
      methodName: 'v1.compute.instances.insert',
      resourceName: WORKER,
      request: { '@type': 'type.googleapis.com/compute.instances.insert' },
    },
    insertId: expect.stringMatching(/^[a-z0-9]+$/),
    resource: { type: 'gce_instance', labels: { instance_id: instance.id, project_id: project, zone } },
    operation: { id: entries[0]?.operation.id, producer: 'compute.googleapis.com', last: true },
    timestamp: '2024-01-02T03:04:05.000Z',
    receiveTimestamp: '2024-01-02T03:04:05.000Z',
    severity: 'NOTICE',
    logName: 'projects/podroutes-local/logs/cloudaudit.googleapis.com%2Factivity',
  });
  expect(entries[0]?.insertId).not.toBe(entries[1]?.insertId);
});

test('what went wrong stands in the last entry, or in the only one', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  gce.operations.failNext('instances.delete', { code: 'X', message: 'It went wrong.' });
  await request(gce, 'DELETE', `zones/${zone}/instances/worker-0`);
  gce.settle();
  await request(gce, 'POST', 'global/routes', routeBody({ network: 'nowhere' }));
  expect(entries.map(short)).toEqual([
    'v1.compute.instances.delete first',
    'v1.compute.instances.delete last',
    'v1.compute.routes.insert first last',
  ]);
  expect(entries[1]).toMatchObject({
    severity: 'ERROR',
    protoPayload: { status: { code: 3, message: 'It went wrong.' } },
  });
  expect(entries[2]).toMatchObject({
    severity: 'ERROR',
    protoPayload: { status: { code: 5 }, resourceName: 'projects/podroutes-local/global/routes/pods-0' },
  });
  expect(gce.backend.instance('worker-0').status).toBe('RUNNING');
});

test('reads are not in the log', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  await request(gce, 'GET', 'global/routes');
  await request(gce, 'GET', 'global/routes/none');
  expect(entries).toEqual([]);
});

test('the method carries the version of the API that was called', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  await fetch(`${gce.url}/compute/beta/${WORKER.replace('worker-3', 'worker-0')}/stop`, { method: 'POST' });
  gce.audit.apiVersion = 'beta';
  gce.backend.start('worker-1');
  expect(new Set(entries.map(({ protoPayload }) => protoPayload.methodName))).toEqual(
    new Set(['beta.compute.instances.stop', 'beta.compute.instances.start']),
  );
});

test('the resource may be named by project number; the labels keep the id', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  gce.audit.projectsBy = 'number';
  bootWorker(gce.backend, 3);
  expect(entries[0]).toMatchObject({
    protoPayload: { resourceName: 'projects/415104041262/zones/us-west1-c/instances/worker-3' },
    resource: { labels: { project_id: project } },
  });
});

test('bulkInsert writes an entry of its own around one for each instance', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  await request(gce, 'POST', `zones/${zone}/instances/bulkInsert`, {
    count: 2,
    namePattern: 'node-#',
    instanceProperties: { networkInterfaces: [{ subnetwork: GCP_TUTORIAL.subnet }] },
  });
  gce.settle();
  expect(entries.map((entry) => [short(entry), entry.protoPayload.resourceName])).toEqual([
    ['v1.compute.instances.bulkInsert first', `projects/${project}/zones/${zone}/instances`],
    ['v1.compute.instances.bulkInsert first last', `projects/${project}/zones/${zone}/instances/node-1`],
    ['v1.compute.instances.bulkInsert first last', `projects/${project}/zones/${zone}/instances/node-2`],
    ['v1.compute.instances.bulkInsert last', `projects/${project}/zones/${zone}/instances`],
  ]);
  expect(entries[0]?.resource.type).toBe('audited_resource');
  expect(entries[1]?.resource.labels['instance_id']).toBe(gce.backend.instance('node-1').id);
});

test('what the service does by itself is in the log of system events', async () => {
  const gce = await startLab();
  const { backend } = gce;
  const entries = listen(gce);
  backend.preempt('worker-0');
  backend.hostError('worker-1');
  backend.guestTerminate('worker-2');
  expect(entries.map(short)).toEqual([
    'compute.instances.preempted first last',
    'compute.instances.hostError first last',
    'compute.instances.automaticRestart first last',
    'compute.instances.guestTerminate first last',
  ]);
  expect(new Set(entries.map(({ logName }) => logName))).toEqual(
    new Set(['projects/podroutes-local/logs/cloudaudit.googleapis.com%2Fsystem_event']),
  );
  expect(['worker-0', 'worker-1', 'worker-2'].map((name) => backend.instance(name).status)).toEqual([
    'TERMINATED',
    'RUNNING',
    'TERMINATED',
  ]);
});

test('an instance made anew by its group keeps name and metadata, not its id', async () => {
  const gce = await startLab();
  const old = gce.backend.instance('worker-0');
  const entries = listen(gce);
  const renewed = gce.backend.recreate(old, '10.240.0.99');
  expect(entries.map(short)).toEqual([
    'compute.instances.repair.recreateInstance first last',
    'v1.compute.instances.delete first',
    'v1.compute.instances.delete last',
    'v1.compute.instances.insert first',
    'v1.compute.instances.insert last',
  ]);
  expect(renewed).toMatchObject({
    path: old.path,
    nics: [{ ip: '10.240.0.99' }],
    metadata: { items: old.metadata.items },
  });
  expect(renewed.id).not.toBe(old.id);
});

test('an entry becomes a CloudEvent in binary mode', async () => {
  const gce = await startLab();
  const [entry] = [listen(gce)];
  bootWorker(gce.backend, 3);
  const last = entry.at(-1);
  if (last === undefined) throw new Error('no entry');
  const { headers, body } = toCloudEvent(last);
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'ce-id': expect.stringContaining(last.insertId),
    'ce-source': '//cloudaudit.googleapis.com/projects/podroutes-local/logs/activity',
    'ce-type': 'google.cloud.audit.log.v1.written',
    'ce-specversion': '1.0',
    'ce-subject': `compute.googleapis.com/${WORKER}`,
    'ce-servicename': 'compute.googleapis.com',
    'ce-methodname': 'v1.compute.instances.insert',
    'ce-resourcename': WORKER,
    'ce-time': '2024-01-02T03:04:05.000Z',
  });
  expect(JSON.parse(body)).toEqual(last);
});

test('a listener hears nothing more once it is taken off', async () => {
  const gce = await startLab();
  const heard: AuditEntry[] = [];
  const stop = gce.onEvent((entry) => heard.push(entry));
  stop();
  bootWorker(gce.backend, 3);
  expect(heard).toEqual([]);
});
