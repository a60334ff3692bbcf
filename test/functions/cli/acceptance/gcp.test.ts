import { describe, expect, it } from 'vitest';
import { UNCONFIRMED_CHECKS } from '../../../../functions/cli/acceptance/gcp/checklist.ts';
import { parseGceVariants } from '../../../../infra/local/gcp.ts';
import { sampled } from '../../../support/sample.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { GCE_VARIANTS } from '../../../variants/gcp.ts';
import { openGcpAccount } from './account.ts';
import { unconfirmedOn } from './reliability-table.ts';

const TABLE = await unconfirmedOn('GCP');

describe('where all is as believed', () => {
  it('says so, in a report with neither project nor resources in it, and leaves nothing behind', async () => {
    await using account = await openGcpAccount();
    const { code, stdout, stderr } = await account.run('--yes');
    expect(stderr).toMatch(/^podroutes: this costs money: two e2-micro .* 1 cent .*, us-central1\)/);
    expect(stderr).toMatch(/\npodroutes: making a small network with two instances, in project podroutes-local\n/);
    expect(stdout).toMatch(
      /^as believed {2}a node that states its range in its metadata: expected a route; observed a route, after \d+ s$/m,
    );
    expect(stdout).toMatch(/\n23 as believed, 0 different, 2 not tried\.\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
    const { checks, ...rest } = await account.report();
    expect(rest).toMatchObject({ cloud: 'gcp', region: 'us-central1', ended: 'complete', removed: true });
    const untried = checks.filter(({ outcome }) => outcome === 'not-tried').map(({ id }) => id);
    expect(untried).toEqual(['zone-outage', 'function-dead-letters']);
    const text = await account.reportText();
    await expectSchema('acceptance', JSON.parse(text));
    const { project } = account.cloud.backend;
    expect(text).not.toContain(project);
    expect(text).not.toMatch(/\d{12}|projects\/|\d+\.\d+\.\d+\.\d+/);
  });
});

describe('what nobody has confirmed', () => {
  it('is on the checklist as on the page', () => {
    const page = TABLE.map(({ behaviour }) => behaviour);
    expect(UNCONFIRMED_CHECKS.map(({ behaviour }) => behaviour).toSorted()).toEqual(page.toSorted());
  });

  it('is on the page with the variants that turn it round', () => {
    expect(TABLE.flatMap(({ variants }) => variants).toSorted()).toEqual(
      GCE_VARIANTS.map(({ variant }) => variant).toSorted(),
    );
  });

  const turned = TABLE.flatMap(({ behaviour, variants }) => variants.map((variant) => ({ behaviour, variant })));
  // Without an outage nobody sees it.
  const seen = turned.filter(({ variant }) => variant !== 'partialSuccess=always');
  it.each(sampled(seen, 1))('is told, and nothing else, where $variant', async ({ behaviour, variant }) => {
    await using account = await openGcpAccount(parseGceVariants(variant));
    const { code, stdout } = await account.run('--yes');
    const differing = stdout.split('\n').filter((line) => line.startsWith('DIFFERS'));
    expect(differing).toEqual([expect.stringContaining(`  ${behaviour}: expected `)]);
    expect(code).toBe(1);
    expect(account.left()).toEqual([]);
  });
});
