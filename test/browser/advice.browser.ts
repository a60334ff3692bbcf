import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { healthyMap, hostileMap, HOSTILE_TEXT } from '../support/builders/map-examples.ts';
import { mapOf, pageOf, routesTo, TABLES, worker } from '../support/builders/maps.ts';
import { cidr } from '../support/builders/network.ts';
import { type Browser, describeInChromium, type OpenedPage, startBrowser } from './chromium.ts';
import { details, EVERY_STATUS, matching, tile } from './support.ts';

describeInChromium('the advice on the page of podroutes map', () => {
  let browser: Browser;
  let opened: OpenedPage;
  beforeAll(async () => void (browser = await startBrowser()));
  afterAll(() => browser[Symbol.asyncDispose]());
  afterEach(async () => {
    expect(opened.errors).toEqual([]);
    expect(opened.requests).toHaveLength(1);
    await opened.page.close();
  });

  it('stands in the panel of each block: what is wrong, why it matters, what to type', async () => {
    opened = await browser.open(EVERY_STATUS);
    const { page } = opened;
    const panel = details(page);
    const command = panel.locator('pre');
    await tile(page, '10.200.12.0/24').click();
    expect(await panel.innerText()).toMatch(
      /What to do\s+route-missing\s+no route for 10\.200\.12\.0\/24[^]*are dropped/,
    );
    expect(await command.innerText()).toMatch(/^podroutes resync --cloud aws --region us-east-1 /);
    await tile(page, '10.200.102.0/24').click();
    expect(await panel.innerText()).toContain('pod-cidr-refused');
    expect(await command.innerText()).toMatch(/^aws ec2 create-tags [^\n]*\npodroutes resync /);
    await tile(page, '10.200.50.0/24').click();
    expect(await panel.innerText()).toMatch(/stopped[^]*node-stopped[^]*they work again as soon as it does/);
    expect(await command.innerText()).toMatch(/^aws ec2 start-instances /);
    await tile(page, '10.200.2.0/24').click();
    expect(await panel.innerText()).not.toContain('What to do');
    await panel.getByRole('link', { name: 'what is not checked' }).click();
    expect(await page.locator('#unknown').isVisible()).toBe(true);
  });

  it('is found from the banner where the status of a block does not show it', async () => {
    const nodes = [0, 1, 2].map((i) => ({ ...worker(`w-${i}`, [`10.200.${i}.0/24`], i), canIpForward: i !== 1 }));
    opened = await browser.open(pageOf(mapOf(nodes, routesTo(nodes, TABLES), [cidr('10.200.0.0/16')])));
    const { page } = opened;
    await page.getByRole('link', { name: '1 source-dest-check-on' }).click();
    expect(await matching(page)).toEqual(['10.200.1.0/24']);
    expect(await details(page).innerText()).toMatch(/ok[^]*source-dest-check-on[^]*modify-network-interface-attribute/);
  });

  it('says of a network where all is well what nobody looked at', async () => {
    opened = await browser.open(pageOf(healthyMap()));
    const { page } = opened;
    expect(await page.locator('.verdict').innerText()).toContain('run podroutes doctor');
    await page.locator('.verdict').getByRole('link').click();
    expect(await page.locator('section:has(#unknown) pre').innerText()).toMatch(/^podroutes doctor --cloud aws /);
  });

  it('is linked to from the rows of the table where there are no scripts', async () => {
    opened = await browser.open(EVERY_STATUS, { scripts: false });
    const { page } = opened;
    await page.getByRole('link', { name: '2 missing' }).click();
    expect(await page.locator('tr:target th').textContent()).toBe('10.200.12.0/24');
    await page.locator('tr:target').getByRole('link', { name: 'route-missing' }).click();
    expect(await page.locator('.advice div:target pre').innerText()).toMatch(/^podroutes resync /);
  });

  it('shows hostile names as text, in the panel too', async () => {
    opened = await browser.open(pageOf(hostileMap(), { plan: HOSTILE_TEXT, doctor: HOSTILE_TEXT }));
    const { page } = opened;
    await tile(page, '10.200.1.0/24').click();
    expect(await details(page).innerText()).toContain('</script><script>alert(1)</script>');
    expect(await page.locator('img').count()).toBe(0);
  });
});
