import { describe, expect, it } from 'vitest';
import { readCloudEvent } from '../../../../functions/gcp/events/cloud-event.ts';
import { parseEvent } from '../../../../functions/gcp/events/parse-event.ts';
import { parseLogEntry } from '../../../../functions/gcp/events/audit-log.ts';

const SECRET = 'hunter2';
const ID = '4803188210937210115';
const BOTH = { first: true, last: true };

interface Difference {
  readonly id?: unknown;
  readonly status?: unknown;
  readonly service?: unknown;
  readonly project?: unknown;
  readonly operation?: unknown;
  readonly timestamp?: unknown;
}

/** An entry about one instance, but for what is said to be different; `id: undefined` leaves the label out. */
function entry(methodName: unknown, difference: Difference = {}) {
  const { id, status, service, project, operation, timestamp } = {
    id: ID,
    status: {},
    service: 'compute.googleapis.com',
    project: 'lab',
    operation: BOTH,
    timestamp: '2026-01-31T12:00:00Z',
    ...difference,
  };
  return {
    protoPayload: { serviceName: service, methodName, status },
    resource: { type: 'gce_instance', labels: { instance_id: id, project_id: project } },
    operation,
    timestamp,
  };
}

describe('what an entry means', () => {
  const hint = (state: string) => ({ kind: 'hint', hint: { instanceId: ID, state } });
  const ignored = (reason: RegExp) => ({ kind: 'ignored', reason: expect.stringMatching(reason) });
  const STOPPED = ignored(/a stopped node keeps its routes/);
  const SILENT = ignored(/says nothing about routes/);
  const OTHER = ignored(/not about an instance/);

  it.each([
    ['v1.compute.instances.insert', hint('booting')],
    ['beta.compute.instances.insert', hint('booting')],
    ['v1.compute.instances.bulkInsert', hint('booting')],
    ['v1.compute.regionInstances.bulkInsert', hint('booting')],
    ['beta.compute.regionInstances.bulkInsert', hint('booting')],
    ['v1.compute.instances.delete', hint('deleted')],
    ['v1.compute.instances.start', hint('unknown')],
    ['v1.compute.instances.resume', hint('unknown')],
    ['v1.compute.instances.setMetadata', hint('unknown')],
    ['v1.compute.instances.update', hint('unknown')],
    ['v1.compute.instances.updateNetworkInterface', hint('unknown')],
    ['compute.instances.preempted', hint('unknown')],
    ['compute.instances.hostError', hint('unknown')],
    ['compute.instances.automaticRestart', hint('unknown')],
    ['compute.instances.repair.recreateInstance', hint('unknown')],
    ['v1.compute.instances.stop', STOPPED],
    ['v1.compute.instances.suspend', STOPPED],
    ['compute.instances.guestTerminate', STOPPED],
    ['compute.instances.terminateOnHostMaintenance', STOPPED],
    ['compute.instances.migrateOnHostMaintenance', SILENT],
    ['compute.instances.upcomingMaintenance', SILENT],
    // A route leads to an address, which a new name leaves as it is.
    ['v1.compute.instances.setName', SILENT],
    ['v1.compute.instances.setLabels', SILENT],
    ['v1.compute.instances.setScheduling', SILENT],
    ['v1.compute.instances.reset', SILENT],
    ['v1.compute.instanceGroupManagers.delete', OTHER],
    ['v1.compute.regionInstanceGroupManagers.insert', OTHER],
    ['v1.compute.instanceTemplates.insert', OTHER],
    ['v1.compute.routes.delete', OTHER],
  ])('%s', (method, meaning) => {
    expect(parseLogEntry(entry(method))).toMatchObject(meaning);
  });

  it.each(['insert', 'delete', 'start', 'bulkInsert', 'setMetadata'])(
    'of %s, refused or failed, nothing: whatever its ids are',
    (method) => {
      for (const code of [3, 5, 7, 8]) {
        for (const id of ['', undefined, ID, SECRET]) {
          const refused = entry(`v1.compute.instances.${method}`, { id, status: { code, message: SECRET } });
          expect(parseLogEntry(refused)).toEqual(ignored(/that failed changed nothing/));
        }
      }
    },
  );

  it('of a beginning nothing, whatever its ids are', () => {
    const beginning = entry('v1.compute.instances.delete', { id: '', operation: { first: true } });
    expect(parseLogEntry(beginning)).toEqual(ignored(/its end follows/));
  });

  it.each(['', undefined])(
    'of a bulk insertion as a whole, id %j: its instances tell, in its region nobody may',
    (id) => {
      const ended = { id, operation: { last: true } };
      expect(parseLogEntry(entry('v1.compute.instances.bulkInsert', ended))).toEqual(ignored(/no single instance/));
      expect(parseLogEntry({ ...entry('v1.compute.instances.bulkInsert', ended), resource: undefined })).toEqual(
        ignored(/no single instance/),
      );
      const regional = entry('v1.compute.regionInstances.bulkInsert', ended);
      expect(parseLogEntry(regional)).toEqual({ kind: 'resync', force: false });
      const begun = entry('v1.compute.regionInstances.bulkInsert', { id, operation: { first: true } });
      expect(parseLogEntry(begun)).toEqual(ignored(/its end follows/));
    },
  );
});

describe('a warning names the field and what was expected, never what it holds', () => {
  const DELETE = 'v1.compute.instances.delete';
  const wrong = (difference: Difference) => entry(DELETE, difference);

  it.each([
    [SECRET, 'the payload is not an object'],
    [undefined, 'the payload is not an object'],
    [{}, 'protoPayload is missing'],
    [{ protoPayload: SECRET }, 'protoPayload is not an object'],
    [entry(undefined), 'protoPayload.methodName is missing'],
    [entry([SECRET]), 'protoPayload.methodName is not a string'],
    [wrong({ service: 7 }), 'protoPayload.serviceName is not a string'],
    [wrong({ status: SECRET }), 'protoPayload.status is not an object'],
    [wrong({ status: { code: SECRET } }), 'protoPayload.status.code is not a number'],
    [wrong({ project: {} }), 'resource.labels.project_id is not a string'],
    [wrong({ operation: SECRET }), 'operation is not an object'],
    [wrong({ operation: { first: SECRET } }), 'operation.first is not true or false'],
    [wrong({ operation: { last: 1 } }), 'operation.last is not true or false'],
    [wrong({ id: SECRET }), 'resource.labels.instance_id is not an instance id'],
    [wrong({ id: '' }), 'resource.labels.instance_id is not an instance id'],
    [wrong({ id: undefined }), 'resource.labels.instance_id is missing'],
    [wrong({ id: 12345 }), 'resource.labels.instance_id is not a string'],
    [{ ...wrong({}), resource: undefined }, 'resource is missing'],
    [{ ...wrong({}), resource: { labels: SECRET } }, 'resource.labels is not an object'],
    [wrong({ timestamp: SECRET }), 'timestamp is not a date'],
    [wrong({ timestamp: undefined }), 'timestamp is missing'],
  ])('of a log entry: %j', (payload, reason) => {
    const parsed = parseLogEntry(payload);
    expect(parsed).toEqual({ kind: 'malformed', reason: `log entry: ${reason}` });
    expect(JSON.stringify(parsed)).not.toContain(SECRET);
  });

  it.each([
    [{ message: {} }, 'Pub/Sub message: message.data is missing'],
    [{ message: { data: 7 } }, 'Pub/Sub message: message.data is not a string'],
    [{ message: SECRET }, 'Pub/Sub message: message is not an object'],
    [{}, 'Pub/Sub message: message is missing'],
    [{ message: { data: SECRET } }, 'the Pub/Sub message is not JSON'],
  ])('of a Pub/Sub message: %j', (data, reason) => {
    const type = 'google.cloud.pubsub.topic.v1.messagePublished';
    expect(parseEvent({ type, data })).toEqual({ kind: 'malformed', reason });
  });

  it.each([
    [{ specversion: '1.0' }, 'CloudEvent: type is missing'],
    [{ specversion: 1, type: SECRET }, 'CloudEvent: specversion is not a string'],
    [[], 'CloudEvent: the payload is not an object'],
    [undefined, 'CloudEvent: the payload is not an object'],
  ])('of a CloudEvent: %j', (body, reason) => {
    const event = readCloudEvent({ 'content-type': 'application/cloudevents+json' }, body);
    expect(event && parseEvent(event)).toEqual({ kind: 'malformed', reason });
  });
});
