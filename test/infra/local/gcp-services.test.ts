import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployGcp, type GcpDeployment } from '../../../infra/local/deploy/gcp.ts';
import {
  bootWorker,
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialNetwork,
  startLocalGce,
} from '../../../infra/local/gcp.ts';
import { captureLog } from '../../support/testbed/log.ts';

const NAME = `podroutes-${GCP_TUTORIAL.network}`;
const PROJECT = `projects/${GCP_TUTORIAL.project}`;

describe('what a project has beside Compute Engine, behind the same endpoint', () => {
  let gce: LocalGce;
  let deployed: GcpDeployment;
  beforeAll(async () => {
    gce = await startLocalGce();
    seedTutorialNetwork(gce.backend);
    deployed = await deployGcp(gce, { log: captureLog('gcp').log });
  });
  afterAll(async () => {
    await deployed.close();
    await gce.close();
  });

  const ask = async (method: string, path: string, body?: object) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${gce.url}/${path}`, { method, ...init });
    return { status: response.status, body: await response.json() };
  };

  it('lists triggers of every location, with what they wait for', async () => {
    const { body } = await ask('GET', `v1/${PROJECT}/locations/-/triggers`);
    expect(body).toMatchObject({ triggers: { length: 15 } });
    const own = await ask('GET', `v1/${PROJECT}/locations/us-west1/triggers`);
    expect(own.body).toMatchObject({
      triggers: [{ eventFilters: [{ attribute: 'type', value: 'google.cloud.pubsub.topic.v1.messagePublished' }] }],
    });
  });

  it('answers for what is not there, and for what it lacks, with 404', async () => {
    const job = await ask('GET', `v1/${PROJECT}/locations/us-west1/jobs/none`);
    expect(job).toMatchObject({ status: 404, body: { error: { status: 'NOT_FOUND' } } });
    expect(await ask('GET', `v1/${PROJECT}/topics`)).toMatchObject({ status: 404 });
    expect(gce.calls.all.at(-1)).toEqual({ action: 'unknown', error: 'notFound' });
  });

  it('denies what a fault says, by the names of permissions', async () => {
    gce.faults.failNext('logging.sinks.get', { code: 'forbidden' });
    expect(await ask('GET', `v2/${PROJECT}/sinks/${NAME}-system-events`)).toMatchObject({
      status: 403,
      body: { error: { status: 'PERMISSION_DENIED', details: [{ reason: 'IAM_PERMISSION_DENIED' }] } },
    });
  });

  it('grants every permission but those that a standing fault takes away', async () => {
    const permissions = ['compute.routes.create', 'compute.routes.delete'];
    gce.faults.failAlways('routes.insert', { code: 'forbidden' });
    const tested = await ask('POST', `v1/${PROJECT}:testIamPermissions`, { permissions });
    gce.faults.stopFailing('routes.insert');
    expect(tested.body).toEqual({ permissions: ['compute.routes.delete'] });
  });

  it('lists log entries by a filter of comparisons, and refuses what it does not understand', async () => {
    const origin = { project: GCP_TUTORIAL.project, service: 'one', location: 'us-west1' };
    const line = (severity: string, time: string) => JSON.stringify({ severity, time, message: time });
    const { logEntries } = gce.services;
    logEntries.write(origin, line('INFO', '2026-01-01T00:00:01Z'));
    logEntries.write(origin, line('ERROR', '2026-01-01T00:00:03Z'));
    logEntries.write({ ...origin, service: 'two' }, line('WARNING', '2026-01-01T00:00:02Z'));
    const list = (filter: string, more: object = {}) =>
      ask('POST', 'v2/entries:list', { resourceNames: [PROJECT], filter, ...more });
    const timesOf = async (filter: string, more?: object) =>
      [...JSON.stringify(await list(filter, more)).matchAll(/"timestamp":"[^"]+0(\d)Z"/g)].map(([, second]) => second);
    const early = 'timestamp<"2026-01-02T00:00:00Z"';
    expect(await timesOf(early)).toEqual(['1', '2', '3']);
    expect(await timesOf(`${early} severity>=WARNING`, { orderBy: 'timestamp desc' })).toEqual(['3', '2']);
    expect(await timesOf(`resource.labels.service_name="one" AND logName:"run.googleapis.com" AND ${early}`)).toEqual([
      '1',
      '3',
    ]);
    const { body } = await list(early, { pageSize: 2 });
    const { nextPageToken: pageToken } = Object(body);
    expect(await timesOf(early, { pageToken })).toEqual(['3']);
    const refused = { status: 400, body: { error: { status: 'INVALID_ARGUMENT' } } };
    expect(await list('severity>=WARNING', { pageToken })).toMatchObject(refused);
    expect(await list('severity>=WARNING OR severity=INFO')).toMatchObject(refused);
    expect(await list('textual search')).toMatchObject(refused);
    expect(await list(early, { maxResults: 5 })).toMatchObject(refused);
    expect(await ask('POST', 'v2/entries:list', { filter: early })).toMatchObject(refused);
  });

  it('publishes how many routes a network may have, and for no network that is not there', async () => {
    const metric = 'metric.type="compute.googleapis.com/quota/static_routes_per_vpc_network/limit"';
    const series = (id: string) => {
      const filter = `${metric} AND resource.labels.network_id="${id}"`;
      return ask('GET', `v3/${PROJECT}/timeSeries?filter=${encodeURIComponent(filter)}`);
    };
    const [network] = gce.backend.networks();
    expect((await series(network?.id ?? '')).body).toMatchObject({
      timeSeries: [{ points: [{ value: { int64Value: '200' } }] }],
    });
    expect((await series('1')).body).toEqual({});
  });

  it('delivers no entry that no trigger waits for', () => {
    deployed.eventarc.takeAll();
    const trigger = `${PROJECT}/locations/global/triggers/${NAME}-v1-insert`;
    const kept = gce.services.triggers.get(trigger);
    if (kept === undefined) throw new Error('there is no such trigger');
    gce.services.triggers.delete(trigger);
    bootWorker(gce.backend, 0);
    expect(deployed.eventarc.length).toBe(0);
    gce.services.triggers.set(trigger, kept);
    bootWorker(gce.backend, 1);
    expect(deployed.eventarc.length).toBe(2);
  });
});
