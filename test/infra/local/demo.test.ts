import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { wrapped } from '../../../infra/local/demo/narrator.ts';

const DEMO = fileURLToPath(new URL('../../../infra/local/demo.ts', import.meta.url));

/** Ids differ with every seed; their form does not. */
const INSTANCE = 'i-[0-9a-f]{17}';

/** Six tellings of different ranges, of which the table shows the last five. */
function expectRangesOf(table: string | undefined, told: readonly RegExpExecArray[]): void {
  const ranges = told.map(([, , range = '']) => range);
  expect(new Set(ranges).size).toBe(6);
  const isRouted = (range: string) => table?.includes(` ${range} `) === true;
  expect(ranges.map(isRouted)).toEqual([false, true, true, true, true, true]);
}

it('what the demo tells is no wider than a terminal', () => {
  const text = '  + create route 10.200.0.0/24 -> i-0e608aba939f64314  worker-0, drift: no event asked for it';
  expect(wrapped(text, '    518 ms  ', { isTTY: true, columns: 80 }).split('\n')).toEqual([
    '    518 ms    + create route 10.200.0.0/24 -> i-0e608aba939f64314  worker-0,',
    '              drift: no event asked for it',
  ]);
  expect(wrapped(text, '    518 ms  ', { isTTY: false, columns: 80 })).toBe(`    518 ms  ${text}`);
});

it('the demo shows the lab’s tables on both clouds and ends by itself', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [DEMO]);
  const tables = stdout.split('\n$ ').slice(1);
  expect(tables).toHaveLength(6);
  const [aws, awsAfter, awsGroup, gcp, gcpAfter, gcpGroup] = tables;
  for (const i of [0, 1, 2]) {
    expect(aws).toMatch(new RegExp(`^\\|  ${INSTANCE} *\\|  10\\.200\\.${i}\\.0/24  \\|  None +\\|$`, 'm'));
    const name = `kubernetes-route-10-200-${i}-0-24`;
    expect(gcp).toContain(`${name}  kubernetes-the-hard-way  10.200.${i}.0/24  10.240.0.2${i}               1000\n`);
  }
  for (const after of [awsAfter, awsGroup, gcpAfter, gcpGroup]) {
    // The ended worker's route is gone; the one deleted by hand is back.
    expect(after).not.toContain('|  10.200.2.0/24');
    expect(after).not.toContain('kubernetes-route-10-200-2-0-24');
    expect(after).toContain('10.200.0.0/24');
  }
  expect(stdout.match(/drift/g)).toHaveLength(2);

  // Three of a group, two more, and the one that is replaced: each is told a range, of which those of the five are routed.
  expectRangesOf(awsGroup, [...stdout.matchAll(/^.*\((i-\S+)\) is in service, its tag says pod-cidr=(\S+)$/gm)]);
  expectRangesOf(gcpGroup, [...stdout.matchAll(/^.*  (pool-\S+) reads pod-cidr=(\S+)$/gm)]);
  expect(stdout).not.toMatch(/^ +\d+ ms +! /m);

  // What the README shows of it, but for the times, is what it prints.
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, shown = ''] = /```text\n( +\d+ ms .*?)```/s.exec(readme) ?? [];
  const timeless = (text: string) => text.replace(/^ +\d+ ms/gm, '');
  const lines = timeless(shown)
    .split('\n')
    .filter((line) => line !== '' && !line.endsWith('...'));
  expect(lines.length).toBeGreaterThan(15);
  for (const line of lines) expect(timeless(stdout).split('\n')).toContain(line);
}, 30_000);
