import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';

const PAGE = new URL('../../../../docs/events.md', import.meta.url);
const Example = z.object({ 'detail-type': z.string(), detail: z.record(z.string(), z.unknown()) });

const fieldsOf = (events: readonly z.infer<typeof Example>[]) =>
  new Map(events.map((event) => [event['detail-type'], Object.keys(event.detail).toSorted()]));

const isAboutRange = (event: { 'detail-type': string }) => event['detail-type'].startsWith('Pod CIDR');

it('the examples of docs/events.md have the fields of what is published', async () => {
  const blocks = [...(await readFile(PAGE, 'utf8')).matchAll(/```json\n(.*?)```/gs)];
  const examples = blocks.map(([, json = '']) => Example.parse(JSON.parse(json)));

  await using bench = await startAwsTestbed({ settings: { EVENT_BUS_NAME: 'default' } });
  const first = bench.boot(0);
  bench.ec2.faults.failNext('CreateRoute', { code: 'RouteLimitExceeded' });
  await bench.deliver();
  await bench.queue.drainAll(bench.handler);
  bench.ec2.backend.terminate(first);
  bench.ec2.settle();
  bench.queue.takeAll();
  const second = bench.boot(0);
  await bench.deliver();
  const rival = bench.boot(0, '10.240.0.99');
  await bench.deliver();
  for (const id of [rival, second]) bench.ec2.backend.terminate(id);
  await bench.deliver();

  await using full = await startAwsTestbed({
    settings: { EVENT_BUS_NAME: 'default', CLUSTER_CIDR: '10.200.0.0/24', NODE_CIDR_MASK_SIZE_IPV4: '25' },
  });
  for (let i = 0; i < 3; i += 1)
    full.ec2.backend.runInstance({ subnetId: full.network.subnetId, tags: { 'pod-cidr': 'auto' } });
  await full.deliver();

  expect(
    fieldsOf([...bench.bus.events, ...full.bus.events.filter(isAboutRange)].map((event) => Example.parse(event))),
  ).toEqual(fieldsOf(examples));
});
