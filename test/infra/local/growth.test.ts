import { expect, it } from 'vitest';
import { startLocalEc2 } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL, startLocalGce } from '../../../infra/local/gcp.ts';
import { leastProcessorTime } from '../../support/processor-time.ts';
import { crowdOnEc2, crowdOnGce } from './crowd.ts';

async function fillEc2(count: number): Promise<void> {
  const ec2 = await startLocalEc2({ routeQuota: 1001 });
  crowdOnEc2(ec2.backend, count);
  await ec2.close();
}

async function fillGce(count: number): Promise<void> {
  const gce = await startLocalGce({ operationSteps: 0, routeQuota: 1000 });
  crowdOnGce(gce.backend, count);
  await fetch(`${gce.url}/compute/v1/projects/${GCP_TUTORIAL.project}/global/routes?maxResults=500&filter=network:big`);
  await gce.close();
}

it.each([
  ['EC2', fillEc2],
  ['Compute Engine', fillGce],
])('%s: ten times the instances and routes take not much more than ten times as long', async (_, fill) => {
  await fill(100);
  const ratio = (await leastProcessorTime(() => fill(1000))) / (await leastProcessorTime(() => fill(100)));
  // Of a hundred, were it the square.
  expect(ratio).toBeLessThan(45);
});
