import { gcpMetadata } from 'google-auth-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type LocalGce, startInstanceMetadata } from '../../../../infra/local/gcp.ts';
import { ManualClock } from '../../../../infra/local/simulation.ts';
import { startLab } from '../gce/setup.ts';

const FLAVOR = { 'Metadata-Flavor': 'Google' };
const KEY = 'instance/attributes/pod-cidr';

afterEach(() => vi.unstubAllEnvs());

/** A worker of the tutorial and its metadata server, with a clock that stands still. */
async function openInstance() {
  const gce = await startLab();
  const clock = new ManualClock();
  const metadata = await startInstanceMetadata(gce, 'worker-0', { timeout: clock.timeout });
  return { gce, clock, metadata, url: metadata.url, [Symbol.asyncDispose]: () => metadata[Symbol.asyncDispose]() };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
}

async function get({ url }: { url: string }, path: string, headers: Record<string, string> = FLAVOR): Promise<Answer> {
  const response = await fetch(`${url}/computeMetadata/v1/${path}`, { headers, redirect: 'manual' });
  return { status: response.status, body: await response.text(), etag: response.headers.get('etag') };
}

const setKey = (gce: LocalGce, value: string, more: Record<string, string> = {}) =>
  gce.backend.setMetadata('worker-0', { 'pod-cidr': value, ...more });

describe('the metadata server of a VM', () => {
  it('knows the VM', async () => {
    await using vm = await openInstance();
    const { id } = vm.gce.backend.instance('worker-0');
    const read = async (path: string) => (await get(vm, path)).body;
    expect(await read(KEY)).toBe('10.200.0.0/24');
    expect(await read('instance/id')).toBe(id);
    expect(await read('instance/name')).toBe('worker-0');
    expect(await read('instance/zone')).toBe('projects/415104041262/zones/us-west1-c');
    expect(await read('instance/network-interfaces/0/ip')).toBe('10.240.0.20');
    expect(await read('instance/network-interfaces/')).toBe('0/\n');
    expect(await read('project/project-id')).toBe('podroutes-local');
    expect(JSON.parse(await read('instance/attributes/?recursive=true'))).toMatchObject({
      'pod-cidr': '10.200.0.0/24',
    });
    expect((await get(vm, 'instance/attributes/none')).status).toBe(404);
    expect((await get(vm, 'instance/attributes')).status).toBe(301);
  });

  it.each([
    ['without its flavor', {}],
    ['through a proxy', { ...FLAVOR, 'X-Forwarded-For': '10.0.0.1' }],
  ])('refuses requests %s', async (_, headers) => {
    await using vm = await openInstance();
    expect((await get(vm, KEY, headers)).status).toBe(403);
  });

  it('waits for a change of what is asked for, and of nothing else', async () => {
    await using vm = await openInstance();
    const { etag } = await get(vm, KEY);
    let isOver = false;
    const waiting = get(vm, `${KEY}?wait_for_change=true&last_etag=${etag}&timeout_sec=60`).then((answer) => {
      isOver = true;
      return answer;
    });
    await get(vm, KEY);
    setKey(vm.gce, '10.200.0.0/24', { note: 'mine' });
    await get(vm, KEY);
    expect(isOver).toBe(false);
    setKey(vm.gce, '10.200.7.0/24');
    const { body, etag: next } = await waiting;
    expect(body).toBe('10.200.7.0/24');
    expect(next).not.toBe(etag);
  });

  it('answers at once when the value is another one already, or there is none', async () => {
    await using vm = await openInstance();
    const { etag } = await get(vm, KEY);
    setKey(vm.gce, '10.200.7.0/24');
    expect((await get(vm, `${KEY}?wait_for_change=true&last_etag=${etag}`)).body).toBe('10.200.7.0/24');
    expect((await get(vm, 'instance/attributes/none?wait_for_change=true')).status).toBe(404);
  });

  it('answers with the same value when the time is over', async () => {
    await using vm = await openInstance();
    const { etag } = await get(vm, KEY);
    const waiting = get(vm, `${KEY}?wait_for_change=true&last_etag=${etag}&timeout_sec=60`);
    await get(vm, KEY);
    vm.clock.advance(60_000);
    expect(await waiting).toEqual({ status: 200, body: '10.200.0.0/24', etag });
  });

  it('ends with its VM, even if another one has the name', async () => {
    await using vm = await openInstance();
    const waiting = get(vm, `${KEY}?wait_for_change=true`);
    const ended = expect(waiting).rejects.toThrow('fetch failed');
    await get(vm, KEY);
    vm.gce.backend.recreate('worker-0');
    await ended;
    await expect(get(vm, KEY)).rejects.toThrow('fetch failed');
    await using next = await startInstanceMetadata(vm.gce, 'worker-0');
    expect((await get(next, 'instance/id')).body).toBe(vm.gce.backend.instance('worker-0').id);
  });

  it('fails as planned, as during maintenance', async () => {
    await using vm = await openInstance();
    vm.metadata.faults.failNext('GET', { code: 'maintenance', status: 503 });
    expect((await get(vm, KEY)).status).toBe(503);
    expect((await get(vm, KEY)).status).toBe(200);
  });

  it("is one to Google's client", async () => {
    await using vm = await openInstance();
    vi.stubEnv('GCE_METADATA_HOST', vm.url.replace('http://', ''));
    expect(await gcpMetadata.instance('attributes/pod-cidr')).toBe('10.200.0.0/24');
    expect(await gcpMetadata.project('project-id')).toBe('podroutes-local');
  });
});
