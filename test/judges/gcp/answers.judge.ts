import { expect, it, onTestFinished } from 'vitest';
import { computeActions, GCP_TUTORIAL, seedTutorialCluster, startLocalGce } from '../../../infra/local/gcp.ts';
import { Discovery } from './discovery.ts';
import { GROUP_TOUR } from './group-tour.ts';
import { type Stop, TOUR } from './tour.ts';

const PROJECT = `/compute/v1/projects/${GCP_TUTORIAL.project}`;
const discovery = new Discovery();

async function startTour() {
  const gce = await startLocalGce();
  onTestFinished(() => gce.close());
  seedTutorialCluster(gce.backend);
  let last: object = {};
  let operation = '';
  const ask = async ([method, path, make]: Stop) => {
    const url = new URL(PROJECT + path.replace('/{operation}', operation), gce.url);
    const body = typeof make === 'function' ? make(last) : make;
    const text = JSON.stringify(body);
    const response = await fetch(url, { method, ...(text === undefined ? {} : { body: text }) });
    last = Object(await response.json());
    const link = String(Reflect.get(last, 'selfLink'));
    if (Reflect.get(last, 'kind') === 'compute#operation') operation = link.replace(/^.*\/projects\/[^/]+/, '');
    return { asked: discovery.methodOf(method, url.pathname), text, status: response.status, answer: last };
  };
  return { gce, ask };
}

it('every request and answer of a tour through the local Compute Engine is as the discovery document says', async () => {
  const { gce, ask } = await startTour();
  const faults: string[] = [];
  for (const stop of [...TOUR, ...GROUP_TOUR]) {
    if (stop === 'settle') {
      gce.settle();
      continue;
    }
    const { asked, text, status, answer } = await ask(stop);
    const sent = text === undefined ? [] : discovery.faultsOf(asked.request?.$ref, JSON.parse(text));
    faults.push(
      ...[...sent, ...discovery.faultsOf(asked.response?.$ref, answer)].map((fault) => `${asked.id}: ${fault}`),
    );
    if (status !== 200) faults.push(`${asked.id} answers ${status}: ${JSON.stringify(answer)}`);
  }
  expect(faults).toEqual([]);
  const visited = new Set(gce.calls.all.map(({ action }) => action));
  expect([...visited].toSorted()).toEqual([...new Set(computeActions())].toSorted());
});
