import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { mapOfEveryStatus } from '../support/builders/map-examples.ts';
import { type Browser, describeInChromium, type OpenedPage, startBrowser } from './chromium.ts';
import { answer, box, details, EVERY_STATUS, focused, matching, tile } from './support.ts';

const [, SECOND = ''] = mapOfEveryStatus().tables;

const PROBLEMS = ['5', '8', '9', '12', '20', '30', '60', '61', '102'].map((i) => `10.200.${i}.0/24`);

describeInChromium('the filter of podroutes map', () => {
  let browser: Browser;
  let opened: OpenedPage;
  const open = async () => {
    opened = await browser.open(EVERY_STATUS);
    return opened.page;
  };
  // What the page has: `page.url()` hears of it later.
  const hash = () => opened.page.evaluate('location.hash');
  beforeAll(async () => void (browser = await startBrowser()));
  afterAll(() => browser[Symbol.asyncDispose]());
  afterEach(async () => {
    expect(opened.errors).toEqual([]);
    expect(new Set(opened.requests.map((url) => url.split('#')[0])).size).toBe(1);
    await opened.page.close();
  });

  it('shows only problems by one click, and all by another', async () => {
    const page = await open();
    const button = page.getByRole('button', { name: 'Only problems' });
    await button.click();
    expect(await matching(page)).toEqual(PROBLEMS);
    expect(await answer(page)).toBe('9 of 237 blocks match, and 1 claim outside the map');
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await box(page, 'stale').uncheck();
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    await button.click();
    expect(await matching(page)).toEqual(PROBLEMS);
    await button.click();
    expect(await matching(page)).toHaveLength(237);
  });

  it('shows the blocks that the banner counts, and goes to the first', async () => {
    const page = await open();
    await page.getByRole('link', { name: '2 missing' }).click();
    expect(await matching(page)).toEqual(['10.200.12.0/24', '10.200.20.0/24']);
    expect(await focused(page).getAttribute('aria-label')).toBe('10.200.12.0/24, worker-12, missing');
    expect(await details(page).locator('h3').textContent()).toBe('10.200.12.0/24');
    await page.getByRole('link', { name: '3 refused' }).click();
    expect(await matching(page)).toEqual(['10.200.8.0/24', '10.200.9.0/24', '10.200.102.0/24']);
    await page.getByRole('link', { name: '1 stopped' }).click();
    expect(await matching(page)).toEqual(['10.200.50.0/24']);
  });

  it('finds a claim outside the map, by its range, an address in it and its node', async () => {
    const page = await open();
    const claim = page.locator('.unplaced li');
    for (const query of ['192.168.7.0/24', '192.168.7.9', 'worker-lost', 'is not inside the cluster']) {
      await page.locator('#find').fill(query);
      expect(await answer(page)).toBe('0 of 237 blocks match, and 1 claim outside the map');
      expect(await claim.isVisible()).toBe(true);
    }
    await page.locator('#find').fill('192.168.8.9');
    expect(await answer(page)).toBe('0 of 237 blocks match');
    expect(await claim.isVisible()).toBe(false);
  });

  it('finds a refused claim on the blocks that it reaches', async () => {
    const page = await open();
    await page.locator('#find').fill('claim refused');
    expect(await matching(page)).toEqual(['10.200.8.0/24', '10.200.9.0/24', '10.200.102.0/24']);
  });

  it('lives in the address, through reload, back and forward', async () => {
    const page = await open();
    await box(page, 'missing').check();
    await box(page, 'stale').check();
    expect(await hash()).toBe('#status=missing+stale');
    await page.locator('#find').pressSequentially('10.200.12');
    expect(await hash()).toBe('#find=10.200.12&status=missing+stale');
    await page.reload();
    expect(await page.locator('#find').inputValue()).toBe('10.200.12');
    expect(await matching(page)).toEqual(['10.200.12.0/24']);
    await page.goBack();
    expect(await hash()).toBe('#status=missing+stale');
    expect(await page.locator('#find').inputValue()).toBe('');
    expect(await matching(page)).toHaveLength(4);
    await page.goBack();
    expect(await matching(page)).toHaveLength(2);
    await page.goBack();
    expect([await hash(), await answer(page)]).toEqual(['', '']);
    await page.goForward();
    expect(await matching(page)).toEqual(['10.200.12.0/24', '10.200.20.0/24']);
  });

  it('names the table in the address, and takes what is there for what it is', async () => {
    const page = await open();
    await page.getByLabel('As seen in').selectOption(SECOND);
    expect(await hash()).toBe(`#table=${SECOND}`);
    await page.evaluate(
      `location.hash = 'find=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&status=nonsense+ok&table=rtb-none'`,
    );
    await page.waitForFunction(`document.querySelector('#find').value !== ''`);
    expect(await page.locator('#find').inputValue()).toBe('<img src=x onerror=alert(1)>');
    expect(await page.getByLabel('As seen in').inputValue()).toBe('');
    expect(await answer(page)).toBe('0 of 237 blocks match');
  });

  it('stays when the address becomes that of a row, also through a reload', async () => {
    const page = await open();
    await box(page, 'missing').check();
    await tile(page, '10.200.20.0/24').click();
    await page.keyboard.press('Enter');
    expect(await hash()).toMatch(/^#r0-/);
    expect(await matching(page)).toHaveLength(2);
    await page.reload();
    expect(await matching(page)).toHaveLength(2);
    await page.goBack();
    expect(await hash()).toBe('#status=missing');
    expect(await matching(page)).toHaveLength(2);
  });

  it('has the focus after "/" wherever one is, but while one types', async () => {
    const page = await open();
    await page.keyboard.press('/');
    expect(await focused(page).getAttribute('id')).toBe('find');
    expect(await page.locator('#find').inputValue()).toBe('');
    await page.keyboard.type('10.200.5.0/24');
    expect(await page.locator('#find').inputValue()).toBe('10.200.5.0/24');
    for (const place of [
      box(page, 'missing'),
      page.locator('.blocks th a').first(),
      page.locator('.map [tabindex="0"]'),
    ]) {
      await page.locator('#find').fill('');
      await place.focus();
      await page.keyboard.press('Control+/');
      expect(await focused(page).getAttribute('id')).not.toBe('find');
      await page.keyboard.press('/');
      expect(await focused(page).getAttribute('id')).toBe('find');
    }
  });
});
