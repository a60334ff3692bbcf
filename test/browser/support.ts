import type { Page } from 'playwright-core';
import { mapOfEveryStatus } from '../support/builders/map-examples.ts';
import { pageOf } from '../support/builders/maps.ts';

export const EVERY_STATUS = pageOf(mapOfEveryStatus());

export const tile = (page: Page, range: string) => page.locator(`.map a[aria-label^="${range}"]`);
export const box = (page: Page, status: string) => page.getByRole('checkbox', { name: status });
export const focused = (page: Page) => page.locator(':focus');
export const details = (page: Page) => page.locator('.details');
export const answer = (page: Page) => page.locator('form [role=status]').textContent();

/** Ranges of the blocks that are not dimmed. */
export async function matching(page: Page): Promise<string[]> {
  const tiles = await page.locator('.map a:not([aria-disabled])').all();
  const labels = await Promise.all(tiles.map((each) => each.getAttribute('aria-label')));
  return labels.map((label) => label?.split(', ')[0] ?? '');
}
