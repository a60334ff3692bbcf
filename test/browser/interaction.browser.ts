import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { dualStackMap, largeMap, mapOfEveryStatus } from '../support/builders/map-examples.ts';
import { pageOf } from '../support/builders/maps.ts';
import { type Browser, describeInChromium, type OpenedPage, startBrowser } from './chromium.ts';
import { box, details, EVERY_STATUS, focused, matching, tile } from './support.ts';

const [, SECOND = ''] = mapOfEveryStatus().tables;

const visibleRows = (page: Page) => page.locator('.blocks tbody tr:visible').count();

describeInChromium('the page of podroutes map, in use', () => {
  let browser: Browser;
  let opened: OpenedPage;
  const open = async (html = EVERY_STATUS) => {
    opened = await browser.open(html);
    return opened.page;
  };
  beforeAll(async () => void (browser = await startBrowser()));
  afterAll(() => browser[Symbol.asyncDispose]());
  afterEach(async () => {
    expect(opened.errors).toEqual([]);
    expect(opened.requests).toHaveLength(1);
    await opened.page.close();
  });

  it('is one stop of the Tab key, in which the arrow keys move', async () => {
    const page = await open();
    expect(await page.locator('.map a[tabindex="0"]').count()).toBe(1);
    await page.locator('.map a[tabindex="0"]').focus();
    const walk = async (key: string) => {
      await page.keyboard.press(key);
      return (await focused(page).getAttribute('aria-label'))?.split(', ')[0];
    };
    expect(await focused(page).getAttribute('aria-label')).toBe('10.200.5.0/24, worker-5, worker-5-again, conflict');
    expect(await walk('Home')).toBe('10.200.0.0/24');
    expect(await walk('ArrowRight')).toBe('10.200.1.0/24');
    expect(await walk('ArrowDown')).toBe('10.200.17.0/24');
    expect(await walk('ArrowLeft')).toBe('10.200.16.0/24');
    expect(await walk('ArrowUp')).toBe('10.200.0.0/24');
    expect(await walk('ArrowUp')).toBe('10.200.0.0/24');
    expect(await walk('End')).toBe('10.200.255.0/24');
    expect(await walk('ArrowUp')).toBe('10.200.239.0/24');
    expect(await walk('Home')).toBe('10.200.0.0/24');
    for (const expected of ['16', '32', '48']) expect(await walk('ArrowDown')).toBe(`10.200.${expected}.0/24`);
    expect(await walk('ArrowDown')).toBe('10.200.64.0/20');
    expect(await walk('ArrowDown')).toMatch(/^10\.200\.8[78]\.0\/24$/);
    expect(await page.locator('.map a[tabindex="0"]').count()).toBe(1);
    expect(await page.locator('.map [aria-selected="true"]').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await page.locator('.map :focus').count()).toBe(0);
  });

  it('tells of a block in the panel, and goes to its row and back', async () => {
    const page = await open();
    expect(await details(page).locator('h3').textContent()).toBe('10.200.5.0/24');
    expect(await details(page).getByText('podroutes explain').textContent()).toBe('podroutes explain 10.200.5.0/24');
    await tile(page, '10.200.20.0/24').click();
    expect(await focused(page).getAttribute('aria-label')).toBe('10.200.20.0/24, worker-20, missing');
    expect(await details(page).innerText()).toMatch(
      /worker-20\b.*\brunning[^]*ok[^]*→ i-\w+ in rtb-\w+[^]*missing\s+no route in rtb-/,
    );
    await page.keyboard.press('Enter');
    expect(await focused(page).locator('th').textContent()).toBe('10.200.20.0/24');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused(page).getAttribute('aria-label')).toBe('10.200.20.0/24, worker-20, missing');
  });

  it('says of which stretch a free block is part', async () => {
    const page = await open();
    await tile(page, '10.200.45.0/24').click();
    expect(await details(page).getByText('podroutes explain').count()).toBe(0);
    expect(await details(page).innerText()).toMatch(
      /^Block\s+10\.200\.45\.0\/24\s+Part of\s+10\.200\.44\.0 – 10\.200\.49\.255\s+Status\s+free/,
    );
  });

  it.each([
    ['worker-12', ['10.200.12.0/24']],
    ['10.200.3.17', ['10.200.3.0/24']],
    ['10.200.70.1', ['10.200.64.0/20']],
    ['10.200.90.65', ['10.200.90.64/26']],
    ['10.200.4.0/23', ['10.200.4.0/24', '10.200.5.0/24']],
    ['10.200.5.9/23', ['10.200.4.0/24', '10.200.5.0/24']],
    ['tgw-0a1b2c3d', ['10.200.255.0/24']],
    ['WORKER-5 again', ['10.200.5.0/24']],
    ['10.200.3.256', []],
    ['10.201.0.1', []],
    ['fd00::1', []],
  ])('finds %s', async (query, ranges) => {
    const page = await open();
    await page.locator('#find').fill(query);
    expect(await matching(page)).toEqual(ranges);
    expect(await visibleRows(page)).toBe(ranges.length);
    expect(await page.locator('form [role=status]').textContent()).toBe(`${ranges.length} of 237 blocks match`);
    if (ranges.length > 0) expect(ranges).toContain(await details(page).locator('h3').textContent());
  });

  it('finds IPv6 addresses and ranges', async () => {
    const page = await open(pageOf(dualStackMap()));
    await page.locator('#find').fill('fd00:10:0:3::17');
    expect(await matching(page)).toEqual(['fd00:10:0:3::/64']);
    await page.locator('#find').fill('fd00:10:0:4::/63');
    expect(await matching(page)).toEqual(['fd00:10:0:4::/64', 'fd00:10:0:5::/64']);
    await page.locator('#find').fill('fd00:10:0:ffff::');
    expect(await matching(page)).toEqual(['fd00:10:0:b01:: – fd00:10:0:ffff:ffff:ffff:ffff:ffff']);
  });

  it('filters by status, moves only among matches, and clears', async () => {
    const page = await open();
    await box(page, 'missing').check();
    expect(await matching(page)).toEqual(['10.200.12.0/24', '10.200.20.0/24']);
    await box(page, 'stale').check();
    expect(await matching(page)).toHaveLength(4);
    await page.locator('#find').fill('10.200.0.0/18');
    await page.keyboard.press('Enter');
    expect(await focused(page).getAttribute('aria-label')).toMatch(/^10\.200\.12\.0/);
    await page.keyboard.press('ArrowRight');
    expect(await focused(page).getAttribute('aria-label')).toMatch(/^10\.200\.20\.0/);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page).getAttribute('aria-label')).toMatch(/^10\.200\.60\.0/);
    await page.keyboard.press('/');
    expect(await focused(page).getAttribute('id')).toBe('find');
    await page.keyboard.press('Escape');
    expect(await page.locator('#find').inputValue()).toBe('');
    expect(await matching(page)).toHaveLength(4);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await matching(page)).toHaveLength(237);
    expect(await page.locator('form [role=status]').textContent()).toBe('');
  });

  it('shows the blocks as one table has them', async () => {
    const page = await open();
    const missing = page.locator('label:has([value=missing]) output');
    const status = () => tile(page, '10.200.20.0/24').getAttribute('aria-label');
    expect(await missing.textContent()).toBe('2');
    await page.getByLabel('As seen in').selectOption(SECOND);
    expect([await status(), await missing.textContent()]).toEqual(['10.200.20.0/24, worker-20, missing', '2']);
    expect(await tile(page, '10.200.255.0/24').getAttribute('data-s')).toBe('free');
    await page.getByLabel('As seen in').selectOption({ index: 1 });
    expect([await status(), await missing.textContent()]).toEqual(['10.200.20.0/24, worker-20, ok', '1']);
    await box(page, 'missing').check();
    expect(await matching(page)).toEqual(['10.200.12.0/24']);
    await page.getByRole('button', { name: 'Clear' }).click();
    expect([await status(), await missing.textContent()]).toEqual(['10.200.20.0/24, worker-20, missing', '2']);
  });

  it('draws the rows of a large table when they are asked for, or gone to', async () => {
    const page = await open(pageOf(largeMap(1000)));
    expect(await visibleRows(page)).toBe(500);
    await tile(page, '10.131.77.0/24').click();
    await page.keyboard.press('Enter');
    expect(await focused(page).locator('th').textContent()).toBe('10.131.77.0/24');
    await page.locator('#find').fill('10.131.');
    expect(await visibleRows(page)).toBe(233);
    await page.locator('#find').fill('');
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await visibleRows(page)).toBe(1001);
  });

  it('without scripts is a list of links to the rows of the table', async () => {
    opened = await browser.open(EVERY_STATUS, { scripts: false });
    const { page } = opened;
    expect(await page.locator('form').isVisible()).toBe(false);
    expect(await details(page).isVisible()).toBe(false);
    await tile(page, '10.200.20.0/24').click();
    expect(await page.locator('tr:target th').textContent()).toBe('10.200.20.0/24');
  });
});
