import { gzipSync } from 'node:zlib';
import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MotoTestbed } from './support/testbed.ts';
import { batchOf, queued, stateChange } from './support/events/events.ts';

let bench: MotoTestbed;
beforeEach(async () => {
  bench = await MotoTestbed.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

const POD_CIDR = '10.200.0.0/24';

describe('tables and targets', () => {
  it('changes of several tables only what is wrong in each', async () => {
    const { cluster } = bench;
    const wrong = await cluster.addTable();
    const empty = await cluster.addTable();
    const gone = await cluster.worker(0);
    const node = await cluster.worker(0);
    await cluster.createRoute(POD_CIDR, node);
    await cluster.createRoute(POD_CIDR, gone, wrong);
    await cluster.terminate(gone);
    await bench.deliverStates('running', node);
    expect(bench.writes().toSorted()).toEqual(['CreateRoute', 'ReplaceRoute']);
    for (const table of [cluster.table, wrong, empty])
      expect(await cluster.routes(table)).toEqual({ [POD_CIDR]: node });
  });

  it('routes to the first of two interfaces, which may then forward', async () => {
    const { cluster } = bench;
    const node = await cluster.boot('worker-0', `name=worker-0|pod-cidr=${POD_CIDR}`, cluster.twoInterfaces());
    await bench.deliverStates('running', node);
    const Filters = [{ Name: 'attachment.instance-id', Values: [node] }];
    const { NetworkInterfaces = [] } = await cluster.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
    expect(NetworkInterfaces).toHaveLength(2);
    const first = NetworkInterfaces.find(({ Attachment }) => Attachment?.DeviceIndex === 0);
    expect(await cluster.routes()).toEqual({ [POD_CIDR]: first?.NetworkInterfaceId });
    expect(first?.SourceDestCheck).toBe(false);
  });
});

describe('somebody who edits the same route at the same moment', () => {
  it('takes the destination first: replaced in the same run', async () => {
    const { cluster, proxy } = bench;
    const gone = await cluster.worker(0);
    await cluster.terminate(gone);
    const node = await cluster.worker(0);
    proxy.interceptNext('CreateRoute', () => cluster.createRoute(POD_CIDR, gone));
    expect(await bench.deliver(stateChange(gone, 'terminated'), stateChange(node, 'running'))).toEqual({
      batchItemFailures: [],
    });
    expect(bench.writes()).toEqual(['CreateRoute', 'ReplaceRoute']);
    expect(await cluster.routes()).toEqual({ [POD_CIDR]: node });
  });

  it('deletes what is to be replaced: created in the same run', async () => {
    const { cluster, proxy } = bench;
    const gone = await cluster.worker(0);
    await cluster.createRoute(POD_CIDR, gone);
    await cluster.terminate(gone);
    const node = await cluster.worker(0);
    proxy.interceptNext('ReplaceRoute', () => cluster.deleteRoute(POD_CIDR));
    await bench.deliverStates('running', node);
    expect(bench.writes()).toEqual(['ReplaceRoute', 'CreateRoute']);
    expect(await cluster.routes()).toEqual({ [POD_CIDR]: node });
  });

  it('deletes what is to be deleted: done', async () => {
    const { cluster, proxy } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('running', node);
    await cluster.terminate(node);
    proxy.interceptNext('DeleteRoute', () => cluster.deleteRoute(POD_CIDR));
    await bench.deliverStates('terminated', node);
    expect(await cluster.routes()).toEqual({});
  });

  it('re-points what is to be deleted: left to them', async () => {
    const { cluster, proxy } = bench;
    const node = await cluster.worker(0);
    await bench.deliverStates('running', node);
    const successor = await cluster.worker(0);
    await cluster.terminate(node);
    // The first read decides, the second confirms.
    proxy.interceptNext('DescribeRouteTables', () => cluster.replaceRoute(POD_CIDR, successor), 1);
    await bench.deliverStates('terminated', node);
    expect(bench.writes()).toEqual(['CreateRoute']);
    expect(await cluster.routes()).toEqual({ [POD_CIDR]: successor });
  });
});

describe('a batch', () => {
  it('of anything and everything is one reconcile, and only rubbish is dropped', async () => {
    const { cluster, podRoutes, proxy } = bench;
    const ended = await cluster.worker(9);
    await bench.deliverStates('running', ended);
    await cluster.terminate(ended);
    const nodes = [await cluster.worker(0), await cluster.worker(1), await cluster.worker(2)];
    proxy.calls.length = 0;
    const events = [...nodes, ...nodes.slice(0, 1)].map((id) => stateChange(id, 'running'));
    const { Records } = queued(...events, stateChange(ended, 'terminated'), {
      source: 'somebody',
      'detail-type': 'Something Else',
      detail: {},
    });
    const batch = batchOf(['{ broken', ...Records.map(({ body }) => body)]);
    expect(await podRoutes.invoke(batch)).toEqual({ batchItemFailures: [] });
    expect(await cluster.routes()).toEqual(Object.fromEntries(nodes.map((id, i) => [`10.200.${i}.0/24`, id])));
    // One to decide on, one to confirm the deletion.
    expect(proxy.calls.filter((action) => action === 'DescribeRouteTables')).toHaveLength(2);
    expect(podRoutes.log.filter((line) => line.includes('event dropped'))).toHaveLength(1);
  });
});

describe('user data', () => {
  const mime = [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="=="',
    '',
    '--==',
    'Content-Type: text/x-shellscript; charset="us-ascii"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(`#!/bin/sh\nexport POD_CIDR=${POD_CIDR}\n`).toString('base64'),
    '--==--',
    '',
  ].join('\r\n');

  it.for([
    ['the lab', `name=worker-0|pod-cidr=${POD_CIDR}`],
    ['one key a line', `name=worker-0\npod-cidr=${POD_CIDR}\n`],
    ['shell', `#!/bin/bash\nexport POD_CIDR="${POD_CIDR}" # of this node\n`],
    ['cloud-config', `#cloud-config\nkubernetes:\n  pod-cidr: ${POD_CIDR}\n`],
    ['MIME', mime],
    ['gzip', gzipSync(`pod-cidr=${POD_CIDR}\n`)],
    ['gzip around MIME', gzipSync(mime)],
  ] as const)('of %s is understood', async ([, userData]) => {
    const node = await bench.cluster.boot('worker-0', userData);
    await bench.deliverStates('running', node);
    expect(await bench.cluster.routes()).toEqual({ [POD_CIDR]: node });
  });

  it.for([
    ['missing', ''],
    ['not text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['noise', Buffer.alloc(16_000, 0x9d)],
  ] as const)('that is %s claims nothing', async ([, userData]) => {
    const node = await bench.cluster.boot('worker-0', userData);
    await bench.deliverStates('running', node);
    expect(await bench.cluster.routes()).toEqual({});
  });
});
