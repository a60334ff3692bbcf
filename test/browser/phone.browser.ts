import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { largeMap } from '../support/builders/map-examples.ts';
import { mapOf, pageOf, routesTo, TABLES, worker } from '../support/builders/maps.ts';
import { cidr } from '../support/builders/network.ts';
import { type Browser, describeInChromium, startBrowser } from './chromium.ts';
import { answer, details, EVERY_STATUS, focused, matching, tile } from './support.ts';

const PHONE = { width: 375, height: 812 };

const Box = z.object({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() });
type Box = z.infer<typeof Box>;

async function boxes(page: Page, selector: string): Promise<Box[]> {
  const found: unknown = await page.evaluate(
    `[...document.querySelectorAll('${selector}')].map((each) => each.getBoundingClientRect().toJSON())`,
  );
  return z.array(Box).parse(found);
}

const sidesOf = ({ left, top, right, bottom }: Box) => [right - left, bottom - top];

/** A worker with sixteen sixteenths of a block, another with a part of a block that no power of two divides. */
function splitMap() {
  const sixteenths = Array.from({ length: 16 }, (_, i) => worker(`edge-${i}`, [`10.200.3.${i * 16}/28`], i));
  const odd = [worker('one', ['10.200.4.37/32'], 20), worker('two', ['10.200.5.128/25'], 21)];
  const usual = Array.from({ length: 20 }, (_, i) => worker(`w-${i}`, [`10.200.${20 + i}.0/24`], 30 + i));
  const nodes = [...sixteenths, ...odd, ...usual];
  return mapOf(nodes, routesTo(nodes, TABLES), [cidr('10.200.0.0/16')]);
}

describeInChromium('the page of podroutes map on a phone', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await startBrowser()));
  afterAll(() => browser[Symbol.asyncDispose]());

  it.each([
    ['every status', EVERY_STATUS],
    ['1,000 nodes', pageOf(largeMap(1000))],
  ])('has the map first, of tiles that a finger meets: %s', async (_, html) => {
    const { page } = await browser.open(html, PHONE);
    const tiles = await boxes(page, '.map > a');
    const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    const [facts] = await boxes(page, '.facts');
    const isPanelOpen = await details(page).isVisible();
    const isFilterOpen = await page.locator('#find').isVisible();
    await page.close();
    expect(tiles[0]?.top).toBeLessThan(PHONE.height / 2);
    expect(facts?.top).toBeGreaterThan(tiles.at(-1)?.bottom ?? Infinity);
    expect([isPanelOpen, isFilterOpen]).toEqual([false, false]);
    expect(Math.min(...tiles.flatMap(sidesOf))).toBeGreaterThanOrEqual(40);
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it.each([320, 360, 768])('has such tiles at %d pixels too', async (width) => {
    const { page } = await browser.open(EVERY_STATUS, { ...PHONE, width });
    const tiles = await boxes(page, '.map > a');
    await page.close();
    expect(Math.min(...tiles.flatMap(sidesOf))).toBeGreaterThanOrEqual(40);
  });

  it('opens the panel for the block that is touched, and closes it', async () => {
    const { page, errors } = await browser.open(EVERY_STATUS, PHONE);
    await tile(page, '10.200.12.0/24').click();
    expect(await details(page).locator('h3').textContent()).toBe('10.200.12.0/24');
    const [panel] = await boxes(page, '.details');
    expect(panel?.top).toBeGreaterThan(PHONE.height / 2);
    expect(panel?.bottom).toBeLessThanOrEqual(PHONE.height);
    await details(page).getByRole('button', { name: 'Close' }).click();
    expect(await details(page).isVisible()).toBe(false);
    expect(await focused(page).getAttribute('aria-label')).toBe('10.200.12.0/24, worker-12, missing');
    await page.keyboard.press('ArrowRight');
    expect(await details(page).locator('h3').textContent()).toBe('10.200.13.0/24');
    await page.keyboard.press('Escape');
    expect(await details(page).isVisible()).toBe(false);
    await page.close();
    expect(errors).toEqual([]);
  });

  it('shows what the filter leaves together, below the folded filter', async () => {
    const { page, errors } = await browser.open(EVERY_STATUS, PHONE);
    await page.getByRole('button', { name: 'Only problems' }).click();
    expect(await matching(page)).toHaveLength(9);
    expect(await page.locator('.map a:visible').count()).toBe(9);
    expect(await answer(page)).toMatch(/^9 of 237 blocks match/);
    expect(await details(page).isVisible()).toBe(false);
    const left = await boxes(page, '.map a:not([aria-disabled])');
    expect(left.every(({ bottom }) => bottom < PHONE.height)).toBe(true);
    const fold = page.getByRole('button', { name: 'Filter' });
    await fold.click();
    expect(await page.locator('#find').isVisible()).toBe(true);
    await fold.click();
    await page.keyboard.press('/');
    expect(await focused(page).getAttribute('id')).toBe('find');
    await page.close();
    expect(errors).toEqual([]);
  });

  it('scrolls the table in itself, both ways', async () => {
    const { page } = await browser.open(EVERY_STATUS, PHONE);
    const scrolls: unknown = await page.evaluate(`(() => {
      const region = document.querySelector('.scroll:has(.blocks)');
      return [region.scrollHeight > region.clientHeight, region.scrollWidth > region.clientWidth, region.clientHeight];
    })()`);
    await page.close();
    const [down, across, height] = z.tuple([z.boolean(), z.boolean(), z.number()]).parse(scrolls);
    expect([down, across]).toEqual([true, true]);
    expect(height).toBeLessThan(PHONE.height);
  });

  it.each([375, 1440])('keeps split blocks in their place, at %d pixels', async (width) => {
    const { page } = await browser.open(pageOf(splitMap()), { width, height: 1000 });
    const places = await boxes(page, '.shared');
    const parts = await Promise.all(places.map((_, i) => boxes(page, `.map > :nth-child(${i + 4}) > a`)));
    await page.close();
    expect(parts.map(({ length }) => length)).toEqual([16, 3, 2]);
    for (const [i, place] of places.entries()) {
      for (const part of parts[i] ?? []) {
        expect(part.left).toBeGreaterThanOrEqual(place.left - 0.5);
        expect(part.top).toBeGreaterThanOrEqual(place.top - 0.5);
        expect(part.right).toBeLessThanOrEqual(place.right + 0.5);
        expect(part.bottom).toBeLessThanOrEqual(place.bottom + 0.5);
        expect(Math.min(...sidesOf(part))).toBeGreaterThan(4);
      }
    }
  });
});
