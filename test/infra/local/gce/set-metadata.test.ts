import { expect, onTestFinished, test } from 'vitest';
import { deployGcp } from '../../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL, type LocalGce } from '../../../../infra/local/gcp.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { listen, refusal, request, startLab, zone } from './setup.ts';

const PATH = `zones/${zone}/instances/worker-0/setMetadata`;

const items = [{ key: 'pod-cidr', value: '10.200.9.0/24' }];

const fingerprintIn = (gce: LocalGce) => gce.backend.instance('worker-0').metadata.fingerprint;

test('setMetadata replaces all items, for whoever has seen the present ones', async () => {
  const gce = await startLab();
  const seen = fingerprintIn(gce);
  await request(gce, 'POST', PATH, { fingerprint: seen, items });
  gce.settle();
  expect(gce.backend.instance('worker-0').metadata.items).toEqual(items);
  const again = await request(gce, 'POST', PATH, { fingerprint: seen, items: [] });
  expect(again).toEqual(refusal(412, 'conditionNotMet', 'fingerprint does not match'));
  expect(gce.backend.instance('worker-0').metadata.items).toEqual(items);
});

test('the log holds the change under either version, never the values, and the refusal', async () => {
  const gce = await startLab();
  const entries = listen(gce);
  const { id } = gce.backend.instance('worker-0');
  await request(gce, 'POST', PATH, { fingerprint: fingerprintIn(gce), items });
  gce.settle();
  const beta = `${gce.url}/compute/beta/projects/podroutes-local/${PATH}`;
  const change = async () => {
    const body = JSON.stringify({ fingerprint: fingerprintIn(gce), items: [] });
    await fetch(beta, { method: 'POST', body });
    gce.settle();
  };
  await change();
  await request(gce, 'POST', PATH, { fingerprint: 'AAAAAAAAAAA=', items });
  expect(entries.filter(({ operation }) => operation.last)).toMatchObject([
    { protoPayload: { methodName: 'v1.compute.instances.setMetadata' }, resource: { labels: { instance_id: id } } },
    { protoPayload: { methodName: 'beta.compute.instances.setMetadata' }, resource: { labels: { instance_id: id } } },
    {
      protoPayload: { methodName: 'v1.compute.instances.setMetadata', status: { code: 9 } },
      resource: { labels: { instance_id: '' } },
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain('10.200.9.0');
});

test('a deployment hears of the methods that it has triggers for', async () => {
  const gce = await startLab();
  const deployed = await deployGcp(gce, { log: captureLog('gcp').log });
  onTestFinished(() => deployed.close());
  const { eventarc } = deployed;
  const methodName = 'v1.compute.instances.setMetadata';
  gce.services.triggers.clear();
  gce.backend.setMetadata('worker-0', items);
  expect(eventarc.takeAll()).toEqual([]);
  const service = `podroutes-${GCP_TUTORIAL.network}`;
  const trigger = { path: 'x', serviceAccount: '', service, region: '', topic: '', subscription: '' };
  gce.services.triggers.set('x', { ...trigger, filters: { methodName } });
  gce.backend.setMetadata('worker-0', items);
  const methods = eventarc.takeAll().map(({ protoPayload }) => protoPayload.methodName);
  expect(methods).toEqual([methodName, methodName]);
});
