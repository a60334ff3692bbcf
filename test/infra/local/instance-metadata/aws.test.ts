import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startInstanceMetadata } from '../../../../infra/local/aws.ts';
import { type Cloud, openLab } from '../ec2/harness.ts';

const TTL = 'X-aws-ec2-metadata-token-ttl-seconds';
const TOKEN = 'X-aws-ec2-metadata-token';

afterEach(() => vi.unstubAllEnvs());

interface Options {
  readonly userData?: string;
  readonly profile?: string;
  readonly tagsShown?: boolean;
  readonly needsToken?: boolean;
  readonly hopLimit?: number;
  readonly isEnabled?: boolean;
  readonly hops?: number;
}

/** A running instance and its metadata service. */
async function openInstance(options: Options = {}) {
  const { userData, profile, tagsShown = false, hops = 1, needsToken = true, hopLimit = 1, isEnabled = true } = options;
  const cloud = await openLab();
  const { backend } = cloud.ec2;
  const { id } = backend.runInstance({
    interfaces: [{ subnetId: cloud.net.subnetId, privateIpAddress: '10.240.0.20' }],
    ...(userData === undefined ? {} : { userData }),
    profile,
    tags: { Name: 'worker-0', 'pod-cidr': 'auto' },
    showsTagsInMetadata: tagsShown,
    metadataService: { needsToken, hopLimit, isEnabled },
  });
  cloud.ec2.settle();
  const metadata = await startInstanceMetadata(cloud.ec2, id, { hops });
  const close = async () => {
    await metadata[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
  };
  return { ...cloud, id, metadata, url: metadata.url, [Symbol.asyncDispose]: close };
}

type Open = Cloud & { readonly url: string };

const put = ({ url }: Open, headers: Record<string, string> = { [TTL]: '60' }, signal?: AbortSignal) =>
  fetch(`${url}/latest/api/token`, { method: 'PUT', headers, ...(signal === undefined ? {} : { signal }) });

async function get(cloud: Open, path: string, token?: string): Promise<[number, string]> {
  const headers: Record<string, string> = token === undefined ? {} : { [TOKEN]: token };
  const response = await fetch(`${cloud.url}/latest/${path}`, { headers });
  return [response.status, await response.text()];
}

const tokenFrom = async (cloud: Open) => (await put(cloud)).text();

describe('the metadata service of an EC2 instance', () => {
  it('gives tokens, which end', async () => {
    await using cloud = await openInstance();
    const response = await put(cloud);
    expect([response.status, response.headers.get(TTL)]).toEqual([200, '60']);
    const token = await response.text();
    expect(await get(cloud, 'meta-data/instance-id', token)).toEqual([200, cloud.id]);
    cloud.clock.now += 60_000;
    expect(await get(cloud, 'meta-data/instance-id', token)).toEqual([401, 'Unauthorized']);
  });

  it.each([
    ['no time to live', {}, 400],
    ['one that is too long', { [TTL]: '21601' }, 400],
    ['a proxy before it', { [TTL]: '60', 'X-Forwarded-For': '10.0.0.1' }, 403],
  ])('refuses a request for a token with %s', async (_, headers, status) => {
    await using cloud = await openInstance();
    expect((await put(cloud, headers)).status).toBe(status);
  });

  it.each([
    [true, 401],
    [false, 200],
  ])('where tokens are required is %s, a request without one is answered %d', async (needsToken, status) => {
    await using cloud = await openInstance({ needsToken });
    expect((await get(cloud, 'meta-data/instance-id'))[0]).toBe(status);
    expect((await get(cloud, 'meta-data/instance-id', 'made-up'))[0]).toBe(401);
  });

  it('says nothing when it is off, or its instance', async () => {
    await using off = await openInstance({ isEnabled: false });
    expect((await get(off, 'meta-data/instance-id'))[0]).toBe(403);
    await using stopped = await openInstance({ needsToken: false });
    stopped.ec2.backend.stop(stopped.id);
    stopped.ec2.settle();
    await expect(get(stopped, 'meta-data/instance-id')).rejects.toThrow('fetch failed');
  });

  it('answers a request for a token from a pod only with a hop limit of 2', async () => {
    await using near = await openInstance({ hops: 2, hopLimit: 2 });
    expect((await put(near)).status).toBe(200);
    await using far = await openInstance({ hops: 2, hopLimit: 1, needsToken: false });
    const impatient = new AbortController();
    const asked = put(far, undefined, impatient.signal);
    // Other requests are answered meanwhile.
    expect((await get(far, 'meta-data/instance-id'))[0]).toBe(200);
    impatient.abort();
    await expect(asked).rejects.toThrow(/aborted/);
  });

  it('knows the instance', async () => {
    await using cloud = await openInstance({ userData: 'pod-cidr=auto', profile: 'worker' });
    const token = await tokenFrom(cloud);
    const paths = ['local-ipv4', 'placement/region', 'placement/availability-zone', 'iam/security-credentials/'];
    const values = await Promise.all(paths.map((path) => get(cloud, `meta-data/${path}`, token)));
    expect(values.map(([, value]) => value)).toEqual(['10.240.0.20', 'us-east-1', 'us-east-1a', 'worker']);
    expect(await get(cloud, 'user-data', token)).toEqual([200, 'pod-cidr=auto']);
    const [, mac] = await get(cloud, 'meta-data/mac', token);
    const [, vpc] = await get(cloud, `meta-data/network/interfaces/macs/${mac}/vpc-id`, token);
    expect(vpc).toBe(cloud.net.vpcId);
    const [, document] = await get(cloud, 'dynamic/instance-identity/document', token);
    expect(JSON.parse(document)).toMatchObject({
      instanceId: cloud.id,
      region: 'us-east-1',
      accountId: '123456789012',
    });
    const [, names] = await get(cloud, 'meta-data/', token);
    expect(names.split('\n')).toEqual(expect.arrayContaining(['instance-id', 'placement/']));
    expect(await get(cloud, 'meta-data/nothing', token)).toEqual([404, 'Not Found']);
  });

  it('has no user data where there is none', async () => {
    await using cloud = await openInstance();
    expect((await get(cloud, 'user-data', await tokenFrom(cloud)))[0]).toBe(404);
  });

  it.each([
    [true, [200, 'auto'], [200, 'Name\npod-cidr']],
    [false, [404, 'Not Found'], [404, 'Not Found']],
  ])('where tags are shown is %s', async (tagsShown, value, names) => {
    await using cloud = await openInstance({ tagsShown });
    const token = await tokenFrom(cloud);
    expect(await get(cloud, 'meta-data/tags/instance/pod-cidr', token)).toEqual(value);
    expect(await get(cloud, 'meta-data/tags/instance', token)).toEqual(names);
    cloud.ec2.backend.tag(cloud.id, { 'pod-cidr': '10.200.0.0/24' });
    const [, now] = await get(cloud, 'meta-data/tags/instance/pod-cidr', token);
    expect(now).toBe(tagsShown ? '10.200.0.0/24' : 'Not Found');
  });

  it('fails as planned', async () => {
    await using cloud = await openInstance({ needsToken: false });
    cloud.metadata.faults.failNext('GET', { code: 'busy', status: 503 });
    expect(await get(cloud, 'meta-data/instance-id')).toEqual([503, 'busy']);
    expect(await get(cloud, 'meta-data/instance-id')).toEqual([200, cloud.id]);
  });

  it('is one to the AWS client, which gets its credentials there', async () => {
    await using cloud = await openInstance({ profile: 'worker' });
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', cloud.url);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/dev/null');
    const client = new EC2Client({ region: 'us-east-1' });
    expect(await client.config.credentials()).toMatchObject({ accessKeyId: 'local', sessionToken: 'local' });
  });
});
