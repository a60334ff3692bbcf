import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { seedTutorialCluster, startLocalGce } from '../../../../infra/local/gcp.ts';
import { SavedPlan } from '../../../../functions/cli/saved-plan/saved-plan.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { gcpEnv, runCli } from '../../../support/cli/run-cli.ts';
import { expectSchema } from '../../../support/schemas.ts';
import { DriftedLab } from './drifted-lab.ts';

const WANTED = ['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24'];

/** A lab with a saved plan of it. */
async function planned(...flags: readonly string[]) {
  const lab = await DriftedLab.open();
  const folder = await temporaryFolder();
  const made = await lab.run(['plan', '--out', 'plan.json', ...flags], { folder: folder.path });
  const apply = () => lab.run(['resync', '--plan', 'plan.json'], { folder: folder.path });
  const file = join(folder.path, 'plan.json');
  return {
    lab,
    made,
    apply,
    file,
    read: async () => SavedPlan.parse(JSON.parse(await readFile(file, 'utf8'))),
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('plan --out, then resync --plan', () => {
  it('does what was shown, and asks nobody', async () => {
    await using it = await planned();
    expect(it.made.code).toBe(2);
    expect(it.made.stderr).toBe('podroutes: saved the plan; "podroutes resync --plan plan.json" carries it out\n');
    expect(await it.apply()).toMatchObject({ code: 0, stderr: '' });
    expect([it.lab.ranges(), it.lab.ranges(it.lab.otherTable)]).toEqual([WANTED, WANTED]);
  });

  it('of some nodes does no more', async () => {
    await using it = await planned('--node', 'worker-1');
    expect((await it.apply()).code).toBe(0);
    expect(it.lab.ranges()).toEqual([...WANTED, '10.200.9.0/24']);
    expect(it.lab.ranges(it.lab.otherTable)).toEqual(['10.200.1.0/24']);
  });

  it('on GCP too, where routes have names', async () => {
    const gce = await startLocalGce();
    seedTutorialCluster(gce.backend);
    await using folder = await temporaryFolder();
    const options = { env: gcpEnv(gce), folder: folder.path };
    await runCli(['plan', '--out', 'plan.json'], options);
    const { code } = await runCli(['resync', '--plan', 'plan.json'], options);
    const again = await runCli(['resync', '--plan', 'plan.json'], options);
    await gce.close();
    expect([code, again.code]).toEqual([0, 1]);
    expect(again.stderr).toMatch(
      /no longer due: create 10\.200\.0\.0\/24 in kubernetes-the-hard-way to worker-0 \(10\.240\.0\.20\)\n/,
    );
  });
});

describe('a saved plan is refused', () => {
  it.each<[string, (lab: DriftedLab) => void, RegExp]>([
    [
      'when something is due besides',
      (lab) => lab.addRoute('10.200.7.0/24', 0),
      /due now: delete 10\.200\.7\.0\/24 in rtb-\w+ that leads to i-\w+\n/,
    ],
    [
      'when something is done already',
      (lab) => lab.ec2.backend.deleteRoute(lab.table, '10.200.9.0/24'),
      /no longer due: delete 10\.200\.9\.0\/24 in rtb-\w+ that leads to i-\w+\n/,
    ],
    [
      'when a route leads elsewhere',
      (lab) =>
        lab.ec2.backend.replaceRoute(lab.table, '10.200.2.0/24', { field: 'instanceId', id: lab.workers[1] ?? '' }),
      /no longer due: replace 10\.200\.2\.0\/24 [^\n]*\npodroutes: due now: replace 10\.200\.2\.0\/24 in rtb-\w+ to worker-2 \(i-\w+\), from i-\w+\n/,
    ],
    [
      'when a node would have forwarding switched on',
      (lab) => lab.ec2.backend.setSourceDestCheck(lab.workers[0] ?? '', true),
      /due now: switch on forwarding of i-\w+\n/,
    ],
  ])('%s, by name, and nothing is written', async (_, move, expected) => {
    await using it = await planned();
    move(it.lab);
    const before = it.lab.ranges();
    const { code, stdout, stderr } = await it.apply();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^podroutes: what is due is not what plan\.json says:\n/);
    expect(stderr).toMatch(expected);
    expect(stderr).toMatch(/podroutes: nothing was changed\n$/);
    expect(it.lab.ranges()).toEqual(before);
  });

  it('in another cluster', async () => {
    await using it = await planned();
    await writeFile(it.file, JSON.stringify({ ...(await it.read()), location: 'region eu-west-1' }));
    const { code, stderr } = await it.apply();
    expect([code, stderr]).toEqual([
      1,
      'podroutes: plan.json is a plan for kubernetes-the-hard-way (aws, region eu-west-1, 10.200.0.0/16), not for kubernetes-the-hard-way (aws, region us-east-1, 10.200.0.0/16)\n',
    ]);
  });

  it.each([
    ['no JSON', '{', 'is no plan: it is no JSON'],
    ['something else', '{"a":1}', 'is no plan: podroutes plan --out plan.json makes one'],
    ['a list', '[]', 'is no plan: podroutes plan --out plan.json makes one'],
    [
      'another version',
      '{"schema":"podroutes/plan","version":2}',
      'is of another version of podroutes: podroutes plan --out plan.json makes it anew',
    ],
    ['a part', '{"schema":"podroutes/plan","version":1}', 'is no plan: madeAt is not as podroutes writes it'],
  ])('that is %s', async (_, text, expected) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'plan.json'), text);
    const env = { CLUSTER_NAME: 'lab', CLUSTER_CIDR: '10.200.0.0/16', AWS_REGION: 'us-east-1' };
    expect(await runCli(['resync', '--plan', 'plan.json'], { env, folder: folder.path })).toEqual({
      code: 1,
      stdout: '',
      stderr: `podroutes: plan.json ${expected}\n`,
    });
  });

  it.each([
    [['resync', '--plan', 'nope.json'], 'there is no file nope.json'],
    [['resync', '--plan', 'file/nope.json'], 'there is no file file/nope.json'],
    [['plan', '--config', 'nope.yaml'], 'there is no file nope.yaml'],
    [['resync', '--plan', 'a\0b'], 'there is no file a\uFFFDb'],
    [['publish', '--dry-run', '--kubeconfig', 'nope'], 'there is no file nope'],
    [['publish', '--dry-run', '--kubeconfig', '.'], '. is a folder'],
  ])('or another file that is not there: %j', async (argv, expected) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'file'), '');
    const env = { CLUSTER_NAME: 'lab', CLUSTER_CIDR: '10.200.0.0/16', AWS_REGION: 'us-east-1' };
    expect(await runCli(argv, { env, folder: folder.path })).toEqual({
      code: 1,
      stdout: '',
      stderr: `podroutes: ${expected}\n`,
    });
  });

  it('that was changed by hand: it can only ask for what is due', async () => {
    await using it = await planned();
    const saved = await it.read();
    const [first, ...rest] = saved.changes;
    await writeFile(
      it.file,
      JSON.stringify({ ...saved, changes: [{ ...first, destination: '10.240.0.0/24' }, ...rest] }),
    );
    const { code, stderr } = await it.apply();
    expect([code, stderr.includes('no longer due: create 10.240.0.0/24')]).toEqual([1, true]);
    expect(it.lab.ec2.calls.count('CreateRoute')).toBe(0);
  });

  it('together with flags that say something else', async () => {
    const { code, stderr } = await runCli(['resync', '--plan', 'plan.json', '--node', 'worker-1']);
    expect([code, stderr]).toEqual([1, expect.stringContaining("'--plan <file>' cannot be used with option '--node")]);
  });
});

describe('the file', () => {
  it('has a place, or it is said why not', async () => {
    await using lab = await DriftedLab.open();
    const { code, stderr } = await lab.run(['plan', '--out', 'nowhere/plan.json']);
    expect([code, stderr]).toEqual([
      1,
      'podroutes: --out is "nowhere/plan.json", which is in a folder that does not exist; name a file like plan.json\n',
    ]);
  });

  it('is what its schema says, with nothing of the environment', async () => {
    await using it = await planned();
    await expectSchema('plan', await it.read());
    const text = await readFile(it.file, 'utf8');
    expect(text).not.toMatch(/local"|127\.0\.0\.1|AWS_|credential/i);
  });

  it('has the schema by which it is read', async () => {
    const { $schema: _, ...schema } = z.toJSONSchema(SavedPlan);
    const path = new URL('../../../../docs/schemas/plan.schema.json', import.meta.url);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject(schema);
  });
});

it('writes nothing that another look planned meanwhile', async () => {
  await using it = await planned();
  const record = it.lab.ec2.calls.record.bind(it.lab.ec2.calls);
  it.lab.ec2.calls.record = (call) => {
    record(call);
    if (call.action === 'CreateRoute' && it.lab.ec2.calls.count('CreateRoute') === 1)
      it.lab.ec2.backend.replaceRoute(it.lab.table, '10.200.9.0/24', {
        field: 'instanceId',
        id: it.lab.workers[0] ?? '',
      });
  };
  const { code } = await it.apply();
  expect(code).toBe(1);
  expect(it.lab.ranges()).toEqual([...WANTED, '10.200.9.0/24']);
});
