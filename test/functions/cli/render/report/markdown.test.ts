import { expect, it } from 'vitest';
import fc from 'fast-check';
import { codeOf } from '../../../../../functions/cli/render/report/markdown.ts';
import { DriftedLab } from '../../resync/drifted-lab.ts';

it('a plan for a pull request: counts, then a table', async () => {
  await using lab = await DriftedLab.open();
  const { code, stdout } = await lab.run(['plan', '-o', 'markdown', '--table', lab.table]);
  expect(code).toBe(2);
  const [title, , counts, , heading, rule, ...rows] = stdout.split('\n');
  expect(title).toMatch(/^### podroutes plan: <code>kubernetes&#45;the&#45;hard&#45;way<\/code>, <code>region us/);
  expect(counts).toBe('**1 to create, 1 to replace, 2 to delete; 1 unchanged, 0 conflicts.**');
  expect([heading, rule]).toEqual(['|  | Range | Next hop | Table | Why |', '| --- | --- | --- | --- | --- |']);
  expect(rows.filter((row) => row.startsWith('| '))).toHaveLength(4);
  expect(stdout).toMatch(/\n\n3 more changes are due beside what was asked for\.\n$/);
});

it('is folded when it is long, and short enough for a comment when it is very long', async () => {
  await using lab = await DriftedLab.open();
  const plan = () => lab.run(['plan', '-o', 'markdown']);
  expect((await plan()).stdout).not.toContain('<details>');
  for (let i = 0; i < 400; i += 1) lab.addRoute(`10.200.${100 + (i >> 2)}.${(i % 4) * 64}/26`, 0);
  const { stdout } = await plan();
  expect(stdout).toMatch(/<details><summary>407 changes<\/summary>\n\n\| {2}\| Range/);
  expect(stdout).toMatch(/\n\n\d+ more are left out here\.\n\n<\/details>\n/);
  expect(stdout.length).toBeLessThan(65_536);
});

it('tells why it fails', async () => {
  await using lab = await DriftedLab.open();
  lab.ec2.backend.tag(lab.workers[1] ?? '', { 'pod-cidr': '10.240.0.0/28', Name: '@everyone|<b>' });
  const { code, stdout } = await lab.run(['plan', '-o', 'markdown']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/\n\*\*Failed: 1 node is refused; .*\*\*\n$/);
  expect(stdout).toContain('&#64;everyone&#124;&#60;b&#62;');
  expect(stdout).not.toMatch(/@|<b>/);
});

it('no name is more than text', () => {
  const decoded = (text: string) =>
    text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const code = codeOf(name);
      expect(code).toMatch(/^<code>(?:[A-Za-z0-9 ]|&#\d+;)*<\/code>$/);
      expect(decoded(code.slice(6, -7))).toBe(name);
    }),
  );
});
