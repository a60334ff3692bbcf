import { describe, expect, it } from 'vitest';
import { environmentVariants } from '../../../../infra/local/aws.ts';
import { isSample, sampled } from '../../../support/sample.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { openAwsAccount } from './account.ts';
import { unconfirmedOn } from './reliability-table.ts';
import { UNCONFIRMED_CHECKS } from '../../../../functions/cli/acceptance/aws/checklist.ts';

const TABLE = await unconfirmedOn('AWS');

const NOT_TRIED = ['local-routes-quota', 'function-dead-letters', 'role-dry-runs'];

describe('where all is as believed', () => {
  it('says so, in a report with neither account nor resources in it, and leaves nothing behind', async () => {
    await using account = await openAwsAccount();
    const { code, stdout, stderr } = await account.run('--yes');
    expect(stderr).toMatch(/^podroutes: this costs money: two t4g\.nano .* 1 cent .* --cleanup --region us-east-1"\n/);
    expect(stderr).toMatch(/\npodroutes: making a small network .*, in account 123456789012, us-east-1\n/);
    expect(stderr).toMatch(
      /\npodroutes: this is run \w{8}; .* --cleanup \w{8} --region us-east-1" does after a crash\n/,
    );
    expect(stderr).toMatch(/\npodroutes: all that the run made is removed\n$/);
    expect(stdout).toMatch(
      /^as believed {2}state of a route whose target is stopped: expected blackhole; observed blackhole$/m,
    );
    expect(stdout).toMatch(
      /^as believed {2}what a rule on the event bus gets .*; observed Pod Route Created with the node, for both tables, after \d+ s$/m,
    );
    expect(stdout).toMatch(/\n20 as believed, 0 different, 3 not tried\.\n$/);
    expect(code).toBe(0);
    expect(account.left()).toEqual([]);
    const { checks, ...rest } = await account.report();
    expect(rest).toMatchObject({ ended: 'complete', removed: true });
    const untried = checks.filter(({ outcome }) => outcome === 'not-tried').map(({ id }) => id);
    expect(untried.toSorted()).toEqual(NOT_TRIED.toSorted());
    const text = await account.reportText();
    await expectSchema('acceptance', JSON.parse(text));
    expect(text).not.toMatch(/\d{12}|\b(?:i|vpc|subnet|rtb|eni|ami)-[0-9a-f]|\d+\.\d+\.\d+\.\d+/);
  });
});

describe('what nobody has confirmed', () => {
  it('is on the checklist as on the page', async () => {
    const page = TABLE.map(({ behaviour }) => behaviour);
    expect(UNCONFIRMED_CHECKS.map(({ behaviour }) => behaviour).toSorted()).toEqual(page.toSorted());
  });

  it('is on the page with the variant that turns it round', () => {
    const named = TABLE.flatMap(({ variants }) => variants);
    expect(named.toSorted()).toEqual(Object.keys(environmentVariants({})).toSorted());
  });

  const turned = TABLE.flatMap(({ behaviour, variants }) => variants.map((variant) => ({ behaviour, variant }))).filter(
    ({ variant }) => variant !== 'localRoutesUncounted',
  );
  it.each(sampled(turned, 2))('is told, and nothing else, where $variant', async ({ behaviour, variant }) => {
    await using account = await openAwsAccount({ [variant]: true });
    const { code, stdout } = await account.run('--yes');
    const differing = stdout.split('\n').filter((line) => line.startsWith('DIFFERS'));
    expect(differing).toEqual([expect.stringContaining(`  ${behaviour}: expected `)]);
    expect(code).toBe(1);
    expect(account.left()).toEqual([]);
  });
});

// It waits for what never comes.
it.skipIf(isSample)('tells what podroutes itself could not do', async () => {
  await using account = await openAwsAccount();
  account.cloud.faults.failAlways('ModifyNetworkInterfaceAttribute', { code: 'UnauthorizedOperation', status: 403 });
  const { code, stdout } = await account.run('--yes');
  expect(stdout).toMatch(/^DIFFERS {6}its source\/dest check: expected off; observed on$/m);
  expect(stdout).toMatch(/\n19 as believed, 1 different, 3 not tried\.\n$/);
  expect(code).toBe(1);
  expect(account.left()).toEqual([]);
});

describe('nothing is made', () => {
  it('where nobody is there to be asked', async () => {
    await using account = await openAwsAccount();
    const { code, stderr } = await account.run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/\npodroutes: nobody is there to be asked; --yes starts without\n$/);
    expect(account.cloud.calls.count('CreateVpc')).toBe(0);
  });

  it.each([[true], [false]])('unless the answer is yes: %s', async (isAgreed) => {
    await using account = await openAwsAccount();
    const { code, stderr } = await account.runAsked(isAgreed);
    const what = 'a small network with two instances, and on the event bus a rule with a queue';
    const question = `Make ${what}, in account 123456789012, us-east-1, and remove all of it afterwards?`;
    expect(account.questions).toEqual([question]);
    expect(stderr.includes('podroutes: nothing was made\n')).toBe(!isAgreed);
    expect(code).toBe(isAgreed ? 0 : 1);
    expect(account.cloud.calls.count('CreateVpc')).toBe(isAgreed ? 1 : 0);
  });

  it('where reading is not allowed, which it says instead of what to remove', async () => {
    await using account = await openAwsAccount();
    account.cloud.faults.failAlways('DescribeVpcs', { code: 'UnauthorizedOperation', status: 403 });
    const { code, stderr } = await account.run('--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^podroutes: .*allow ec2:DescribeVpcs in their policy\n$/);
    expect(account.cloud.calls.count('CreateVpc')).toBe(0);
  });

  it('with an instance type of the other cloud', async () => {
    await using account = await openAwsAccount();
    const { code, stderr } = await account.run('--yes', '--instance-type', 'e2-micro');
    const types = 't4g.nano, t3.nano, t4g.micro, t3.micro';
    expect(stderr).toBe(`podroutes: --instance-type is e2-micro; here it should be ${types}\n`);
    expect(code).toBe(1);
  });
});
