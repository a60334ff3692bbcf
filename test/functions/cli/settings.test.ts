import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveSettings } from '../../../functions/cli/settings/resolve-settings.ts';
import type { Flags } from '../../../functions/cli/settings/flags.ts';
import { seedTutorialCluster, startLocalEc2 } from '../../../infra/local/aws.ts';
import { awsEnv, runCli } from '../../support/cli/run-cli.ts';
import { SYSTEM_CLOCK } from '../../../shared/reconcile/cloud/clock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'podroutes-settings-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, content: string) => writeFile(join(folder, name), content);

const resolve = (flags: Flags & { config?: string }, env?: Record<string, string>) => resolveIn(folder, flags, env);

function resolveIn(cwd: string, flags: Flags & { config?: string }, env: Record<string, string> = {}) {
  const output = { write: () => {}, isTerminal: false, hasColours: false };
  return resolveSettings(flags, {
    stdout: output,
    stderr: output,
    env,
    cwd,
    runtime: SYSTEM_CLOCK,
    onInterrupt: () => () => {},
  });
}

describe('precedence', () => {
  it('flag beats environment beats file', async () => {
    await write(
      'podroutes.yaml',
      'clusterName: file\nnetwork: file\nproject: file\nclusterCidr: [10.200.0.0/16, "fd00:10::/48"]\n',
    );
    const { kind, settings } = await resolve({ clusterName: 'flag' }, { CLUSTER_NAME: 'env', NETWORK: 'env' });
    expect(kind).toBe('gcp');
    expect(settings).toMatchObject({
      CLUSTER_NAME: 'flag',
      NETWORK: 'env',
      GOOGLE_CLOUD_PROJECT: 'file',
      CLUSTER_CIDR: '10.200.0.0/16,fd00:10::/48',
    });
  });

  it('a blank in the environment says nothing', async () => {
    await write('podroutes.json', '{"cloud":"aws","clusterName":"file"}');
    expect((await resolve({}, { CLUSTER_NAME: ' ' })).settings).toMatchObject({ CLUSTER_NAME: 'file' });
  });

  it('takes the sizes of nodes’ ranges as numbers or as text', async () => {
    await write('podroutes.yaml', 'cloud: aws\nnodeCidrMaskSizeIpv4: 25\nnodeCidrMaskSizeIpv6: "80"\n');
    const sizes = { NODE_CIDR_MASK_SIZE_IPV4: '26', NODE_CIDR_MASK_SIZE_IPV6: '80' };
    expect((await resolve({ nodeCidrMaskSizeIpv4: '26' })).settings).toMatchObject(sizes);
    expect((await resolve({})).settings).toMatchObject({ ...sizes, NODE_CIDR_MASK_SIZE_IPV4: '25' });
  });

  it("takes the AWS CLI's name for the region too", async () => {
    expect(await resolve({}, { AWS_DEFAULT_REGION: 'eu-west-1' })).toMatchObject({
      kind: 'aws',
      settings: { AWS_REGION: 'eu-west-1' },
    });
  });
});

it('takes region and credentials from the profile that a flag or the file names', async () => {
  const ec2 = await startLocalEc2();
  seedTutorialCluster(ec2.backend);
  await write('config', `[profile prod]\nregion = us-east-1\naws_access_key_id = k\naws_secret_access_key = s\n`);
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_REGION: ___, ...env } = awsEnv(ec2);
  const terminal = { env: { ...env, AWS_CONFIG_FILE: join(folder, 'config') }, folder };
  expect(await runCli(['plan', '--profile', 'prod'], terminal)).toMatchObject({ code: 2, stderr: '' });
  await write('podroutes.yaml', 'profile: prod');
  expect(await runCli(['plan'], terminal)).toMatchObject({ code: 2, stderr: '' });
  await ec2.close();
});

describe('the cloud', () => {
  it.each<[string, Flags, Record<string, string>, string, 'aws' | 'gcp']>([
    ['from --cloud', { cloud: 'gcp' }, { AWS_REGION: 'r' }, 'cloud: aws', 'gcp'],
    ['from what other flags mean', { project: 'p' }, { AWS_REGION: 'r' }, 'cloud: aws', 'gcp'],
    ['from the file', {}, { AWS_REGION: 'r', GOOGLE_CLOUD_PROJECT: 'p' }, 'cloud: gcp', 'gcp'],
    ['from what the file means', {}, { AWS_REGION: 'r', GOOGLE_CLOUD_PROJECT: 'p' }, 'region: r', 'aws'],
    ['from the environment', {}, { AWS_PROFILE: 'p' }, '', 'aws'],
  ])('%s', async (_name, flags, env, file, cloud) => {
    await write('podroutes.yml', file);
    expect((await resolve(flags, env)).kind).toBe(cloud);
  });

  it.each([
    [{ AWS_REGION: 'r', GOOGLE_CLOUD_PROJECT: 'p' }, /the settings name both clouds/],
    [{}, /the settings name none/],
  ])('is asked for when %j leaves it open', async (env, message) => {
    await expect(resolve({}, env)).rejects.toThrow(message);
  });
});

describe('a settings file', () => {
  it.each([
    [
      'podroutes.yaml',
      'clusterCIDR: 10.200.0.0/16\nregoin: x\n',
      /podroutes.yaml has "clusterCIDR", which is none of cloud, clusterName, .*\n.*"regoin"/,
    ],
    ['podroutes.yaml', 'cloud: azure', /podroutes.yaml: "cloud" should be aws or gcp/],
    ['podroutes.yaml', 'clusterName: 7', /podroutes.yaml: "clusterName" should be text/],
    ['podroutes.yaml', '- a\n- b', /podroutes.yaml: the file should be names with values/],
    ['podroutes.yaml', 'a: [', /podroutes.yaml cannot be read: /],
    ['podroutes.json', '{"a":', /podroutes.json cannot be read: /],
    ['podroutes.yaml', '__proto__: {cloud: aws}', /podroutes.yaml has "__proto__"/],
    ['podroutes.json', '{"constructor":{"cloud":"aws"}}', /podroutes.json has "constructor"/],
    ['podroutes.yaml', '[a]: b', /podroutes.yaml cannot be read: /],
  ])('%s with a slip: %j', async (name, content, message) => {
    await write(name, content);
    await expect(resolve({ cloud: 'aws' })).rejects.toThrow(message);
  });

  it('is all that is said of it: the library prints nothing by itself', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
    await write('podroutes.yaml', '%\u001b[2J\n---\ncloud: !!js/function aws\n');
    await resolve({ cloud: 'aws' }).catch(() => {});
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('may be named, and must be there then', async () => {
    await write('prod.yaml', 'cloud: gcp\nclusterName: prod\n');
    expect((await resolve({ config: 'prod.yaml' })).settings).toMatchObject({ CLUSTER_NAME: 'prod' });
    await expect(resolve({ config: 'none.yaml', cloud: 'aws' })).rejects.toThrow(/ there is no file none\.yaml$/);
    await expect(resolve({ config: '.', cloud: 'aws' })).rejects.toThrow(/ \. is a folder$/);
  });

  it('is looked for upwards, to the root of the repository', async () => {
    await mkdir(join(folder, 'repository', 'sub', 'folder'), { recursive: true });
    const from = (...path: string[]) => resolveIn(join(folder, ...path), {}, { AWS_REGION: 'r' });
    const clusterFrom = async (...path: string[]) => (await from(...path)).settings['CLUSTER_NAME'];
    await write('podroutes.yaml', 'clusterName: outside\n');
    expect(await clusterFrom('repository', 'sub', 'folder')).toBe('outside');
    await mkdir(join(folder, 'repository', '.git'));
    expect(await clusterFrom('repository', 'sub', 'folder')).toBeUndefined();
    await write('repository/podroutes.json', '{"clusterName":"repository"}');
    expect(await clusterFrom('repository', 'sub', 'folder')).toBe('repository');
    await write('repository/sub/podroutes.yml', 'clusterName: sub\n');
    expect(await clusterFrom('repository', 'sub', 'folder')).toBe('sub');
    await write('repository/sub/podroutes.yml', 'clusterNam: sub\n');
    await expect(from('repository', 'sub', 'folder')).rejects.toThrow('../podroutes.yml has "clusterNam"');
    await write('repository/sub/podroutes.json', '{}');
    await expect(from('repository', 'sub', 'folder')).rejects.toThrow(/json are both in \/.*\/sub; keep one/);
  });

  it('is looked for no further than at home, and not above in a folder that everybody may write to', async () => {
    const below = join(folder, 'home', 'below');
    await mkdir(below, { recursive: true });
    await write('podroutes.yaml', 'clusterName: outside\n');
    const cluster = async (each: string) => (await resolveIn(each, {}, { AWS_REGION: 'r' })).settings['CLUSTER_NAME'];
    expect(await cluster(below)).toBe('outside');
    await chmod(folder, 0o777);
    expect(await cluster(below)).toBeUndefined();
    expect(await cluster(folder)).toBe('outside');
    await chmod(folder, 0o700);
    vi.stubEnv('HOME', join(folder, 'home'));
    expect(await cluster(below)).toBeUndefined();
    await write('home/podroutes.yaml', 'clusterName: home\n');
    expect(await cluster(below)).toBe('home');
    vi.unstubAllEnvs();
  });

  it('is refused when there are two', async () => {
    await write('podroutes.yaml', 'cloud: aws');
    await write('podroutes.json', '{"cloud":"gcp"}');
    await expect(resolve({})).rejects.toThrow('podroutes.yaml and podroutes.json are both here');
  });
});
