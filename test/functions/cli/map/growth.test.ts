import { expect, it } from 'vitest';
import { largeMap } from '../../../support/builders/map-examples.ts';
import { pageOf } from '../../../support/builders/maps.ts';

it('the page grows in proportion to the nodes', { timeout: 30_000 }, () => {
  const [some = 0, more = 0, most = 0] = [1100, 2200, 4400].map((nodes) => pageOf(largeMap(nodes)).length);
  expect((most - more) / (more - some)).toBeCloseTo(2, 1);
});
