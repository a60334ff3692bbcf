import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };
import { type LocalEc2, seedTutorialCluster as seedAws, startLocalEc2 } from '../../../infra/local/aws.ts';
import { type LocalGce, seedTutorialCluster as seedGcp, startLocalGce } from '../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../support/cli/run-cli.ts';

let ec2: LocalEc2;
let gce: LocalGce;
beforeAll(async () => {
  ec2 = await startLocalEc2();
  const { routeTableId, workers } = seedAws(ec2.backend);
  const [first] = workers;
  if (first === undefined) throw new Error('the lab has three workers');
  ec2.backend.createRoute(routeTableId, '10.200.0.0/24', { field: 'instanceId', id: first.id });
  gce = await startLocalGce();
  seedGcp(gce.backend);
});
afterAll(async () => {
  await ec2.close();
  await gce.close();
});
const aws = (...argv: string[]) => runCli(argv, { env: awsEnv(ec2) });
const gcp = (...argv: string[]) => runCli(argv, { env: gcpEnv(gce) });

describe('flags by habit', () => {
  it.each([['nodes'], ['routes'], ['plan'], ['doctor'], ['resync', '--dry-run'], ['adopt', '--dry-run']])(
    '%s -o yaml says what -o json says',
    async (...argv) => {
      const [json, yaml] = [await aws(...argv, '-o', 'json'), await aws(...argv, '-o', 'yaml')];
      expect(yaml.stdout).toMatch(/^cloud: aws\ncluster: kubernetes-the-hard-way\n/);
      const expected: unknown = JSON.parse(json.stdout);
      expect(parse(yaml.stdout)).toEqual(expected);
      expect({ ...yaml, stdout: '' }).toEqual({ ...json, stdout: '' });
    },
  );

  it('examples in help fit 80 columns, and the least --interval is told', async () => {
    const names = [...(await runCli(['--help'])).stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
    expect(names).toContain('publish');
    for (const name of ['', ...names.filter((each) => each !== 'help')]) {
      const { stdout } = await runCli([name, '--help'].filter((word) => word !== ''));
      const examples = stdout.split('\n').filter((line) => line.startsWith('  podroutes '));
      expect(examples.filter((line) => line.length > 80)).toEqual([]);
      expect(/--interval .*?(?=\n +-)/s.exec(stdout)?.[0].replaceAll(/\s+/g, ' ') ?? 'at least 5').toContain(
        'at least 5',
      );
    }
  });

  it.each([['--version'], ['version'], ['-V']])('%s prints the version', async (word) => {
    expect(await runCli([word])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it.each([
    [['--cluster-name', 'nodes', '--region=us-east-1', 'plan', '-o', 'json']],
    [['-o', 'json', '--all', 'plan', '--cluster-name', 'nodes']],
  ])('%j: before the command as behind it', async (argv) => {
    const { stderr } = await aws(...argv);
    expect(stderr).toContain('carries the tag kubernetes.io/cluster/nodes');
  });

  it('what is behind the command counts', async () => {
    expect((await aws('-o', 'json', 'nodes', '-o', 'table')).stdout).toMatch(/^10\.240\.0\.20 /);
  });

  it('a flag that no command has, and flags without a command, are not taken for more', async () => {
    expect(await aws('--nonsense', 'plan')).toMatchObject({ code: 1, stdout: '' });
    expect((await aws('--region', 'us-east-1')).stderr).toMatch(/^Usage: podroutes /);
    expect((await aws('--help', 'plan')).stdout).toMatch(/^Usage: podroutes \[options\] \[command\]/);
  });

  it.each([
    ['apply', 'resync'],
    ['sync', 'resync'],
    ['diff', 'plan'],
    ['get', 'nodes'],
    ['check', 'doctor'],
  ])('%s, as elsewhere, is answered with %s', async (habit, name) => {
    const { code, stdout, stderr } = await runCli([habit, '-f', 'x', '--help']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^podroutes: there is no "${habit}" here: it is podroutes ${name}\\b.*\n$`));
    expect((await runCli(['--help'])).stdout).not.toMatch(new RegExp(`^ +${habit}\\b`, 'm'));
  });
});

describe('nodes NAME...', () => {
  it('lists those of these names, ids or addresses', async () => {
    const [, , id = ''] = (await aws('nodes', 'worker-2', '-o', 'wide')).stdout.split('\n')[1]?.split(/ {2,}/) ?? [];
    expect(id).toBe('worker-2');
    expect(await aws('nodes', '10.240.0.21', 'worker-0')).toEqual({
      code: 0,
      stdout: '10.240.0.20 10.200.0.0/24\n10.240.0.21 10.200.1.0/24\n',
      stderr: '',
    });
    expect(JSON.parse((await gcp('nodes', 'worker-1', '-o', 'json')).stdout)).toMatchObject({
      nodes: [{ name: 'worker-1' }],
    });
  });

  it('lists those that have a pod of this address, or a range with it', async () => {
    for (const run of [aws, gcp])
      for (const [text, ranges] of [
        ['10.200.1.17', ['10.200.1.0/24']],
        ['10.200.1.0/24', ['10.200.1.0/24']],
        ['10.200.2.128/25', ['10.200.2.0/24']],
        ['10.200.0.0/23', ['10.200.0.0/24', '10.200.1.0/24']],
      ] as const)
        expect([text, (await run('nodes', text)).stdout.match(/\d+\.\d+\.\d+\.0\/24/g)]).toEqual([text, ranges]);
  });

  it('of others, says which are near', async () => {
    expect(await aws('nodes', 'wroker-1')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'podroutes: there is no node "wroker-1"; near it: worker-1, worker-0, worker-2\n',
    });
    for (const nowhere of ['10.200.99.1', '10.200.96.0/20', 'fd00::1'])
      expect(await aws('nodes', nowhere)).toEqual({
        code: 1,
        stdout: '',
        stderr: `podroutes: no node has ${nowhere}, nor pods there; podroutes nodes lists all\n`,
      });
    expect((await aws('nodes', 'db')).stderr).toBe('podroutes: there is no node "db"; podroutes nodes lists all\n');
    expect((await aws('nodes', 'a', 'b')).stderr).toMatch(/"a"[^]*"b"/);
  });
});

it('of an instance that states nothing, nodes says that it is no node', async () => {
  const other = await startLocalEc2();
  onTestFinished(() => other.close());
  const { subnetId } = seedAws(other.backend);
  const { id } = other.backend.runInstance({ subnetId, tags: { Name: 'bastion' } });
  expect(await runCli(['nodes', 'bastion'], { env: awsEnv(other) })).toEqual({
    code: 1,
    stdout: '',
    stderr: `podroutes: bastion (${id}) states no pod CIDR, so it is no node of the cluster\n`,
  });
});

describe('routes CIDR...', () => {
  it('says in its help whose the age is', async () => {
    expect((await aws('routes', '--help')).stdout).toContain('AGE is the age of the node that a route leads to');
  });

  const destinations = (text: string) => [...text.matchAll(/ (\d[\d.]+\/\d+) /g)].map(([, destination]) => destination);

  it('lists the routes into a range, or those that an address could take', async () => {
    const wide = (...ranges: string[]) => aws('routes', '-o', 'wide', ...ranges);
    expect(destinations((await wide('10.200.1.0/24')).stdout)).toEqual(['10.200.1.0/24']);
    expect(destinations((await wide('10.200.0.0/23', '10.240.0.0/24')).stdout)).toEqual([
      '10.200.0.0/24',
      '10.200.1.0/24',
      '10.240.0.0/24',
    ]);
    expect(destinations((await wide('10.200.2.7')).stdout)).toEqual(['0.0.0.0/0', '10.200.2.0/24']);
  });

  it("is the cloud's own listing without the others, which tells what is missing", async () => {
    const { stdout, stderr } = await aws('routes', '10.200.0.0/23');
    expect(stdout).toContain('DescribeRouteTables');
    expect(destinations(stdout)).toEqual(['10.200.0.0/24']);
    expect(stderr).toMatch(/^podroutes: the route to 10\.200\.1\.0\/24 is missing in rtb-\w+\n$/);
    expect((await aws('routes', '10.200.1.0/24')).stdout).toBe('');
    expect((await gcp('routes', '10.240.0.0/24')).stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('of others, says which are near, and of what is no range, why', async () => {
    expect(await aws('routes', '10.200.9.0/24')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^podroutes: there is no route to 10.200.9.0\/24; near it: 0.0.0.0\/0, 10.200.2.0\/24, 10.200.1.0\/24\n$/,
      ),
    });
    expect((await aws('routes', '10.200.1')).stderr).toBe(
      'podroutes: "10.200.1" is not a range like 10.200.0.0/24 or fd00:10::/64\n',
    );
  });
});
