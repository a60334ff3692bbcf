import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { counted } from '../../../../../shared/reconcile/model/text/counted.ts';

const ROOT = fileURLToPath(new URL('../../../../..', import.meta.url));

it.each([
  [0, '0 nodes'],
  [1, '1 node'],
  [2, '2 nodes'],
  [1n, '1 node'],
])('%s is told as %s', (count, expected) => {
  expect(counted(count, 'node')).toBe(expected);
});

it('has another plural where there is one', () => {
  expect([counted(1, 'it is', 'they are'), counted(2, 'it is', 'they are')]).toEqual(['1 it is', '2 they are']);
});

/** What messages count. */
const NOUNS =
  'actions|alarms|attempts|blocks|calls|changes|characters|checks|clusters|conflicts|deletions|events|groups|instances|items|messages|networks|nodes|notes|pages|pods|queues|ranges|remarks|routes|rules|tables|tags|tries|triggers|zones';

/** A count in a template, straight before a plural. A constant is never one; what is told only of several says so by its condition. */
const PLURAL = new RegExp(`\\$\\{(?![A-Z_]+\\}|counted\\()[^}]*\\} (?:${NOUNS})\\b`, 'g');

const ALLOWED = new Map([
  // Two tables are told as "both", one has no such line.
  ['functions/cli/map/render/route-list.ts', 2],
  // Only where there are several.
  ['functions/cli/doctor/aws/network.ts', 1],
  // The kind, not a count: "IPv4 routes".
  ['functions/cli/doctor/aws/checks.ts', 1],
]);

it('no message counts one thing as several', () => {
  const files = globSync('{shared,functions}/**/*.ts', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => {
    const matches = readFileSync(`${ROOT}${file}`, 'utf8').match(PLURAL) ?? [];
    return matches.length > (ALLOWED.get(file) ?? 0) ? [`${file}: ${matches.join(', ')}`] : [];
  });
  expect(found).toEqual([]);
});
