import { expect, inject, it } from 'vitest';
import { GCP_TUTORIAL, LocalEventarc, seedTutorialNetwork, startLocalGce } from '../../../../infra/local/gcp.ts';
import { bootFleet, NODES, podRoutes, ROOM, ROUTES } from '../fleet.ts';
import { startFunctionProcess } from './function-process.ts';

it('200 nodes at once cost at most five reconciles, one write each, and all have their routes', async () => {
  const gce = await startLocalGce(ROOM);
  seedTutorialNetwork(gce.backend);
  const eventarc = new LocalEventarc();
  gce.onEvent((entry) => eventarc.send(entry));
  bootFleet(gce);
  await using fn = await startFunctionProcess(`${inject('built')}/gcp`, {
    CLUSTER_NAME: GCP_TUTORIAL.network,
    CLUSTER_CIDR: GCP_TUTORIAL.clusterRange,
    GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project,
    COMPUTE_API_ENDPOINT: gce.url,
    METADATA_SERVER_DETECTION: 'none',
  });
  expect(eventarc.length).toBeGreaterThanOrEqual(NODES);
  await eventarc.drainAll(fn.url);
  await gce.close();
  expect(fn.lines.filter(({ message }) => message === 'reconciled').length).toBeLessThanOrEqual(5);
  expect(podRoutes(gce)).toEqual(ROUTES);
  expect(gce.calls.count('routes.insert')).toBe(NODES);
}, 60_000);
