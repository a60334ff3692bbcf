import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { parseCidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { howMany, SEED } from '../../support/sample.ts';
import { run, scratch, type Shell, SHELLS, told } from './run-script.ts';
import { serve } from './serve.ts';

/** Serves one value after the other as the metadata of a VM. */
let value = '';
const { url, close } = await serve((_request, response) => response.end(value));
afterAll(close);

async function read(stated: string, shell: Shell = ['sh']) {
  value = stated;
  return run(['--cloud', 'gcp', '--timeout', '0', '--metadata-url', url], { shell });
}

it.each([
  ['10.200.7.0/24', ['10.200.7.0/24']],
  ['fd00:10::/48, 10.200.7.0/24', ['fd00:10::/48', '10.200.7.0/24']],
  ['\t10.200.7.128/25\r\nfd00:10:0:7::/64\n', ['10.200.7.128/25', 'fd00:10:0:7::/64']],
])('%j is read', async (value, ranges) => {
  for (const { shell } of SHELLS) expect(await read(value, shell)).toEqual(told(...ranges));
});

const HOSTILE = [
  '$(exit 0)',
  '`id`',
  '10.200.7.0/24; id',
  '10.200.7.0/24 $(id)',
  '*',
  '/*',
  '-n',
  '%s',
  '10.200.7.0/24"}',
  '10.200.7.0/$((24))',
  '10.200.x[$(id)].0/24',
  'a/b',
  '010.200.7.0/24',
  '10.200.7.1/24',
  '0.0.0.0/0',
  '::/0',
  'fd00:10::1/64',
  '1::2:3:4:5:6:7:8/128',
  '1:2:3:4:5:6:7/112',
  '10.200.7.0/24 10.200.8.0/24',
  'fd00::/64 fd01::/64',
  'auto 10.200.7.0/24',
  '\u0000auto\u001B[31m',
  '10.200.7.0/24 '.repeat(5000),
  '9'.repeat(100_000),
];

it.each(HOSTILE.map((value) => [value.slice(0, 40), value]))('%j is no range', async (_shown, value) => {
  const ended = await read(value);
  const stderr = 'pod-cidr: the pod CIDR that this node states is no range, or has two of one family\n';
  expect(ended).toEqual({ status: 4, stdout: '', stderr });
});

/** Ranges, nearly ranges, and what is made of the same letters. */
const number = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.constantFrom('0', '00', '010', '255', '256', '', ' ', '-1', '0x1', '1e1', 'f'),
);
const ipv4 = fc
  .tuple(
    fc.array(number, { minLength: 3, maxLength: 5 }),
    fc.oneof(fc.integer({ min: 0, max: 33 }).map(String), number),
  )
  .map(([parts, length]) => `${parts.join('.')}/${length}`);
const group = fc.oneof(
  fc.integer({ min: 0, max: 0x1_00_ff }).map((n) => n.toString(16)),
  fc.constantFrom('0', '', '0000', '00000', 'FD00', 'g', '1.2.3.4'),
);
const ipv6 = fc
  .tuple(
    fc.array(group, { maxLength: 9 }),
    fc.constantFrom(':', '::', ''),
    fc.array(fc.constantFrom('0', '8000', 'ff', ''), { maxLength: 4 }),
    fc.integer({ min: 0, max: 130 }),
  )
  .map(([left, middle, right, length]) => `${left.join(':')}${middle}${right.join(':')}/${length}`);
const aligned = fc.tuple(fc.integer({ min: 1, max: 32 }), fc.nat(0xff_ff_ff_ff)).map(([length, bits]) => {
  const start = Math.floor(bits / 2 ** (32 - length)) * 2 ** (32 - length);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/${length}`;
});

it('takes no names of files for what is stated', async () => {
  const folder = await scratch();
  await mkdir(join(folder, '10.200.7.0'));
  await writeFile(join(folder, '10.200.7.0', '24'), '');
  value = '*/24';
  const args = ['--cloud', 'gcp', '--timeout', '0', '--metadata-url', url];
  expect(await run(args, { cwd: folder })).toMatchObject({ status: 4, stdout: '' });
});

it('agrees with podroutes on what is a range', { timeout: 120_000 }, async () => {
  const values = fc.sample(fc.oneof(ipv4, ipv6, aligned), { seed: SEED, numRuns: howMany(600, 12) });
  for (const [i, value] of values.entries()) {
    const { status } = await read(value, SHELLS[i % SHELLS.length]?.shell);
    const isRange = 'cidr' in parseCidr(value) && !value.endsWith('/0');
    expect({ value, status }).toEqual({ value, status: isRange ? 0 : 4 });
  }
});
