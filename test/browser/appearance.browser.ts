import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { STATUSES_WORST_FIRST } from '../../functions/cli/map/model/classify.ts';
import { dualStackMap, hostileMap, largeMap, healthyMap, mapOfEveryStatus } from '../support/builders/map-examples.ts';
import { pageOf } from '../support/builders/maps.ts';
import { type Browser, describeInChromium, startBrowser, type ViewOptions } from './chromium.ts';

/** Where pictures go when somebody wants to look at them. */
const SCREENSHOTS = process.env['PODROUTES_PICTURES'];

const Violations = z.array(
  z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string() })) }),
);

const PAGES = {
  quiet: pageOf(healthyMap()),
  troubled: pageOf(mapOfEveryStatus(), {
    plan: '3 to create, 2 to replace, 3 to delete; 96 unchanged, 1 conflict, 3 refused.',
  }),
  'dual stack': pageOf(dualStackMap()),
  '1,000 nodes': pageOf(largeMap(1000)),
  hostile: pageOf(hostileMap()),
};

const DESKTOP = { width: 1400, height: 1000 };
const PHONE = { width: 390, height: 844 };

const CASES = Object.entries(PAGES).flatMap(([name, html]) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    // A thousand nodes take the checker five seconds; what is different on a phone, smaller pages show.
    (name === '1,000 nodes' ? [DESKTOP] : [DESKTOP, PHONE]).map((size) => ({
      name,
      html,
      view: { ...size, scheme } satisfies ViewOptions,
    })),
  ),
);

/** The colours of a block's text and of all that may lie behind it, patterns included, for each status. */
const COLOURS = `[...document.querySelectorAll('.map a')].map((tile) => {
  const { color, backgroundColor, backgroundImage } = getComputedStyle(tile);
  const colours = [color, backgroundColor, ...(backgroundImage.match(/rgba?\\([^)]*\\)/g) ?? [])];
  return { status: tile.dataset.s, sign: getComputedStyle(tile, '::after').content, colours };
})`;

const Tiles = z.array(z.object({ status: z.string(), sign: z.string(), colours: z.array(z.string()) }));

/** Relative luminance, as WCAG 2 defines it; undefined of what is transparent. */
function luminance(colour: string): number | undefined {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (alpha === 0) return undefined;
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The worst contrast of the first colour with any of the others. */
function contrast([text = '', ...behind]: readonly string[]): number {
  const ink = luminance(text) ?? 0;
  const ratios = behind.flatMap((colour) => {
    const ground = luminance(colour);
    return ground === undefined ? [] : [(Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05)];
  });
  return Math.min(...ratios);
}

describeInChromium('the page of podroutes map, as it looks', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
    if (SCREENSHOTS !== undefined) await mkdir(SCREENSHOTS, { recursive: true });
  });
  afterAll(() => browser[Symbol.asyncDispose]());

  it.each(CASES)('$name, $view.scheme, $view.width wide: no complaint, no request, accessible', async (example) => {
    const { page, errors, requests } = await browser.open(example.html, example.view);
    if (SCREENSHOTS !== undefined) {
      const file = `${example.name}-${example.view.scheme}-${example.view.width}.png`.replaceAll(/[ ,]+/g, '-');
      await page.screenshot({ path: join(SCREENSHOTS, file), fullPage: example.name !== '1,000 nodes' });
    }
    await page.evaluate(axe.source);
    const result: unknown = await page.evaluate(
      `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then((r) => r.violations)`,
    );
    const found = Violations.parse(result).map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html}`);
    const overflow: unknown = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    await page.close();
    expect(found).toEqual([]);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it.each(['light', 'dark'] as const)(
    '%s: every status is readable, pattern or not, and has a sign of its own',
    async (scheme) => {
      const { page } = await browser.open(PAGES.troubled, { scheme });
      const tiles = Tiles.parse(await page.evaluate(COLOURS));
      await page.close();
      const statuses = new Map(tiles.map((each) => [each.status, each]));
      expect([...statuses.keys()].toSorted()).toEqual([...STATUSES_WORST_FIRST].toSorted());
      for (const { status, colours } of statuses.values()) {
        expect.soft(contrast(colours), `${status}: ${colours.join(' ')}`).toBeGreaterThanOrEqual(4.5);
      }
      expect(new Set([...statuses.values()].map(({ sign }) => sign)).size).toBe(STATUSES_WORST_FIRST.length);
    },
  );

  it('fits a screen of 320 pixels, and prints all there is', async () => {
    const { page } = await browser.open(PAGES['1,000 nodes'], { width: 320, height: 640 });
    const rows = page.locator('.blocks tbody tr:visible');
    const onScreen = [await page.evaluate('document.documentElement.scrollWidth'), await rows.count()];
    await page.emulateMedia({ media: 'print' });
    const onPaper = [await page.locator('form').isVisible(), await rows.count()];
    await page.close();
    expect(onScreen).toEqual([320, 500]);
    expect(onPaper).toEqual([false, 1001]);
  });

  it.runIf(SCREENSHOTS)('is pictured for the README', async () => {
    const { page } = await browser.open(PAGES.troubled, { width: 1400, height: 1130 });
    await page.screenshot({ path: join(SCREENSHOTS ?? '', 'readme.png') });
    await page.close();
  });
});
