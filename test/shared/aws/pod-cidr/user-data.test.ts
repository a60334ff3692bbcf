import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUserData } from '../../../../shared/aws/pod-cidr/user-data/user-data-parser.ts';
import { mime } from '../../../support/mime.ts';

const read = (data: string | Uint8Array) => parseUserData(Buffer.from(data).toString('base64'));

const SHELL = '#!/bin/bash\nset -eu\nexport POD_CIDR=10.200.3.0/24\ncurl -s http://x | sh\n';
const CLOUD_CONFIG =
  '#cloud-config\nhostname: worker-4\nwrite_files:\n  - path: /etc/node\n    content: |\n      pod-cidr: 10.200.4.0/24\n';

describe('user data', () => {
  it.each([
    ['the tutorial’s line', 'name=worker-0|pod-cidr=10.200.0.0/24', ['10.200.0.0/24']],
    ['one key a line', 'name=worker-0\npod-cidr=10.200.0.0/24\n', ['10.200.0.0/24']],
    ['carriage returns', 'name=worker-0\r\npod-cidr=10.200.0.0/24\r\n', ['10.200.0.0/24']],
    ['another order', 'pod-cidr=10.200.0.0/24|name=worker-0', ['10.200.0.0/24']],
    ['shell', SHELL, ['10.200.3.0/24']],
    ['shell in quotes with a comment', "POD_CIDR='10.200.3.0/24' # ours", ['10.200.3.0/24']],
    ['cloud-config', CLOUD_CONFIG, ['10.200.4.0/24']],
    ['cloud-config in quotes', '#cloud-config\n- pod_cidr: "10.200.4.0/24"', ['10.200.4.0/24']],
    ['JSON', '{\n  "pod-cidr": "10.200.4.0/24",\n  "x": 1\n}', ['10.200.4.0/24']],
    ['two families', 'pod-cidr=10.200.0.0/24,fd00:10::/64', ['10.200.0.0/24', 'fd00:10::/64']],
    ['the same twice', 'pod-cidr=10.200.0.0/24|pod-cidr=10.200.0.0/24', ['10.200.0.0/24']],
    [
      'two that differ: both, for the plan to refuse',
      'pod-cidr=10.200.0.0/24|pod-cidr=10.200.1.0/24',
      ['10.200.0.0/24', '10.200.1.0/24'],
    ],
    ['rubbish, for the plan to refuse', 'pod-cidr=banana', ['banana']],
  ])('%s', async (_, text, values) => {
    expect(await read(text)).toEqual({ kind: 'stated', values });
    expect(await read(gzipSync(text))).toEqual({ kind: 'stated', values });
  });

  it.each(['plain', 'base64'])('MIME multi-part, %s parts', async (encoding) => {
    const encode = (text: string) =>
      encoding === 'base64' ? Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n') : text;
    const header = encoding === 'base64' ? { encoding } : {};
    const mail = mime([
      { type: 'text/cloud-config', ...header, body: encode('#cloud-config\nhostname: worker-3\n') },
      { type: 'text/x-shellscript', ...header, body: encode(SHELL) },
    ]);
    expect(await read(mail)).toEqual({ kind: 'stated', values: ['10.200.3.0/24'] });
    expect(await read(gzipSync(mail))).toEqual({ kind: 'stated', values: ['10.200.3.0/24'] });
  });

  it('a gzipped part of a MIME multi-part', async () => {
    const body = gzipSync(SHELL).toString('base64');
    expect(await read(mime([{ type: 'text/x-shellscript', encoding: 'base64', body }]))).toMatchObject({
      kind: 'stated',
    });
  });

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['a controller’s', Buffer.from('name=controller-0').toString('base64')],
    ['an empty key', Buffer.from('name=x|pod-cidr=').toString('base64')],
    ['a comment', Buffer.from('# pod-cidr=10.200.0.0/24').toString('base64')],
    ['a longer word', Buffer.from('my-pod-cidr=10.200.0.0/24').toString('base64')],
    ['bytes that are no text', Buffer.from([0, 255, 254, 128, 7]).toString('base64')],
  ])('%s: no node', async (_, data) => {
    expect(await parseUserData(data)).toEqual({ kind: 'none' });
  });

  it('broken gzip is unreadable, and its bytes go nowhere', async () => {
    const broken = gzipSync(SHELL).subarray(0, 30);
    expect(await read(broken)).toEqual({
      kind: 'unreadable',
      reason: expect.stringContaining('cannot be unpacked'),
      retryable: false,
    });
  });

  it('a gzip bomb is unreadable', async () => {
    expect(await read(gzipSync(Buffer.alloc(50_000_000)))).toMatchObject({ kind: 'unreadable' });
  });

  it('a comment is no value', async () => {
    expect(await read('pod-cidr: # to be filled in')).toEqual({ kind: 'none' });
    expect(await read('pod-cidr: 10.200.0.0/24 # not 10.201')).toEqual({ kind: 'stated', values: ['10.200.0.0/24'] });
  });

  it('twenty ranges are for the plan to refuse, more are not even listed', async () => {
    const listOf = (count: number) => Array.from({ length: count }, (_, i) => `10.200.${i}.0/24`).join(',');
    expect(await read(`pod-cidr=${listOf(20)}`)).toMatchObject({ kind: 'stated' });
    const flood = { kind: 'unreadable', reason: 'it states 21 pod CIDRs', retryable: false };
    expect(await read(`pod-cidr=${listOf(21)}`)).toEqual(flood);
  });

  const MIME_HEAD = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n';
  const bomb = gzipSync(Buffer.alloc(200_000, 'x')).toString('base64');
  const PART = `--b\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n${bomb}\n`;

  // Each takes a few hundred bytes of user data, and took gigabytes. growth.test.ts tells what time they take.
  it.each([
    ['blanks before something else', `pod-cidr=${' '.repeat(250_000)}x`, 'stated'],
    ['commas before something else', `pod-cidr=x${','.repeat(250_000)}y`, 'stated'],
    ['line separators', `pod-cidr=${' '.repeat(250_000)}x\u2028y`, 'stated'],
    ['empty lines of MIME', `MIME-Version: 1.0\n\n${'\n'.repeat(250_000)}`, 'unreadable'],
    ['parts that are small only while packed', MIME_HEAD + PART.repeat(3) + '--b--', 'unreadable'],
    ['more than a set-up script ever is', 'x'.repeat(300_000), 'unreadable'],
  ])('%s, packed, take little memory', async (_, text, kind) => {
    const memory = process.memoryUsage().rss;
    expect((await read(gzipSync(text))).kind).toBe(kind);
    expect(process.memoryUsage().rss - memory).toBeLessThan(100_000_000);
  });

  it('16 KB of anything never throws', async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 16_384, size: 'max' }),
      fc
        .string({
          unit: fc.constantFrom('pod-cidr', '=', ':', '|', ' ', '\n', '"', "'", ',', '#', '1'),
          maxLength: 4000,
          size: 'max',
        })
        .map((text) => Buffer.from(text)),
    );
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        const { kind } = await read(bytes);
        expect(['none', 'stated', 'computed', 'unreadable']).toContain(kind);
      }),
      { numRuns: 60 },
    );
  });
});
