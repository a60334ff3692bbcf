import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { program, run, scratch, SHELLS, told, TOOLS } from './run-script.ts';
import { serve } from './serve.ts';

const RANGES = ['10.200.7.0/24', 'fd00:10:0:7::/64'] as const;

/** The metadata of a VM that has its ranges. */
let value = '';
const { url, close } = await serve((_request, response) => response.end(value));
afterAll(close);

type Options = Parameters<typeof run>[1];

async function write(file: string, stated = RANGES.join(' '), options: Options = {}) {
  value = stated;
  return run(['--cloud', 'gcp', '--timeout', '0', '--metadata-url', url, '--cni', file], options);
}

const configuration = (subnets: readonly string[], destinations: readonly string[]) => ({
  cniVersion: '0.4.0',
  name: 'bridge',
  type: 'bridge',
  bridge: 'cni0',
  isGateway: true,
  ipMasq: true,
  ipam: {
    type: 'host-local',
    ranges: subnets.map((subnet) => [{ subnet }]),
    routes: destinations.map((dst) => ({ dst })),
  },
});

const parsed = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

describe('pod-cidr --cni', () => {
  it.each(SHELLS)('writes the configuration of a bridge for both families, in $name', async ({ shell }) => {
    const folder = await scratch();
    const file = join(folder, 'net.d', '10-bridge.conf');
    expect(await write(file, undefined, { shell })).toEqual(told(...RANGES));
    expect(await parsed(file)).toEqual(configuration(RANGES, ['0.0.0.0/0', '::/0']));
    expect((await stat(file)).mode & 0o777).toBe(0o644);
    expect(await readdir(join(folder, 'net.d'))).toEqual(['10-bridge.conf']);
  });

  it.each([
    [RANGES[0], '0.0.0.0/0'],
    [RANGES[1], '::/0'],
  ])('writes it for %s alone', async (range, destination) => {
    const file = join(await scratch(), '10-bridge.conf');
    await write(file, range);
    expect(await parsed(file)).toEqual(configuration([range], [destination]));
  });

  it('replaces the file', async () => {
    const file = join(await scratch(), '10-bridge.conf');
    await write(file, '10.200.1.0/24');
    await write(file, '10.200.2.0/24');
    expect(await parsed(file)).toEqual(configuration(['10.200.2.0/24'], ['0.0.0.0/0']));
  });

  it('leaves the file as it was when it cannot write all of the new one', async () => {
    const folder = await scratch();
    const file = join(folder, '10-bridge.conf');
    await writeFile(file, 'old');
    const full = await program('cat', 'echo half; exit 1');
    expect(await write(file, undefined, { programs: [full] })).toMatchObject({ status: 6, stdout: '' });
    expect(await readdir(folder)).toEqual(['10-bridge.conf']);
    expect(await readFile(file, 'utf8')).toBe('old');
  });

  it('says so when there is a folder in its place, or a file in that of the folder', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'here'));
    await writeFile(join(folder, 'file'), '');
    for (const file of ['here', 'file/10-bridge.conf']) {
      const ended = await write(join(folder, file));
      expect(ended).toMatchObject({ status: 6, stdout: '', stderr: expect.stringContaining('cannot be written') });
    }
  });

  it('writes nothing when there is no range', async () => {
    const folder = await scratch();
    expect(await write(join(folder, '10-bridge.conf'), 'auto')).toMatchObject({ status: 3 });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the command line of pod-cidr', () => {
  it('has help', async () => {
    expect(await run(['--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('exit status:') });
  });

  it.each([
    [['--cluod', 'aws'], /no --cluod/],
    [['aws'], /no aws/],
    [['--cloud'], /--cloud needs a value/],
    [['--cloud', 'azure'], /aws or gcp/],
    [['--timeout', '5m'], /--timeout is a number/],
    [['--timeout', '-1'], /--timeout is a number/],
    [['--timeout', '99999'], /--timeout is a number/],
    [['--interval', '0.5'], /--interval is a number/],
    [['--metadata-url', 'file:///etc/passwd'], /begins with http/],
    [['--cni', 'net.d/'], /--cni is a file/],
  ])('refuses %j', async (args, reason) => {
    expect(await run(args)).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(reason) });
  });

  it('says so when there is no curl', async () => {
    const tools = TOOLS.filter((tool) => tool !== 'curl');
    expect(await run([], { tools })).toMatchObject({ status: 2, stderr: 'pod-cidr: there is no curl\n' });
  });

  it('takes the address of the metadata service from the environment', async () => {
    value = RANGES[0];
    const env = { POD_CIDR_METADATA_URL: `${url}/` };
    expect(await run(['--cloud', 'gcp', '--timeout', '0'], { env })).toEqual(told(RANGES[0]));
  });

  it('asks no proxy, and reads no settings of curl', async () => {
    value = RANGES[0];
    const home = await scratch();
    await writeFile(join(home, '.curlrc'), 'output = "/dev/null"\n');
    const env = { HOME: home, http_proxy: 'http://127.0.0.1:9', ALL_PROXY: 'http://127.0.0.1:9' };
    expect(await run(['--cloud', 'gcp', '--timeout', '0', '--metadata-url', url], { env })).toEqual(told(RANGES[0]));
  });
});
