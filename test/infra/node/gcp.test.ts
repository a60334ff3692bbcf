import { describe, expect, it, onTestFinished } from 'vitest';
import { openVm } from './nodes.ts';
import { run, SHELLS, told, withoutPauses } from './run-script.ts';
import { serve } from './serve.ts';

describe('pod-cidr on GCP', () => {
  it.each(SHELLS)('waits for the change, in $name', async ({ shell }) => {
    await using vm = await openVm('auto');
    vm.waits.onWait = () => vm.tell('10.200.7.0/24 fd00:10:0:7::/64');
    expect(await run(vm.args, { shell })).toEqual(told('10.200.7.0/24', 'fd00:10:0:7::/64'));
  });

  it('does not wait for what is there', async () => {
    await using vm = await openVm('10.200.7.0/24');
    expect(await run([...vm.args, '--timeout', '0'])).toEqual(told('10.200.7.0/24'));
    expect(await run([...vm.args, '--timeout', '0', '--cloud', 'gcp'])).toEqual(told('10.200.7.0/24'));
  });

  it('asks for no longer than it has, and no longer than a minute', async () => {
    await using vm = await openVm('auto');
    const seconds: number[] = [];
    vm.waits.onWait = (each) => {
      seconds.push(each);
      vm.tell('10.200.7.0/24');
    };
    await run([...vm.args, '--timeout', '600']);
    vm.tell('auto');
    await run([...vm.args, '--timeout', '20']);
    expect(seconds[0]).toBe(60);
    expect(seconds[1]).toBeLessThanOrEqual(20);
    expect(seconds[1]).toBeGreaterThan(0);
  });

  it('waits again when the value stays as it is, or becomes another request', async () => {
    await using vm = await openVm('auto');
    const steps = [() => vm.clock.advance(60_000), () => vm.tell(' AUTO '), () => vm.tell('10.200.7.0/24')];
    vm.waits.onWait = () => steps.shift()?.();
    expect(await run(vm.args, { programs: [await withoutPauses()] })).toEqual(told('10.200.7.0/24'));
    expect(steps).toEqual([]);
  });

  it('waits for the key when there is none', async () => {
    await using vm = await openVm();
    const pauses: string[] = [];
    const pauser = await withoutPauses((seconds) => {
      pauses.push(seconds);
      if (pauses.length === 2) vm.tell('10.200.7.0/24');
    });
    expect(await run([...vm.args, '--interval', '3'], { programs: [pauser] })).toEqual(told('10.200.7.0/24'));
    expect(pauses).toEqual(['3', '3']);
  });

  it('sends back no etag that is none', async () => {
    const asked: (string | undefined)[] = [];
    let value = 'auto';
    const { url, close } = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { etag: 'a&recursive=true' }).end(value);
    });
    onTestFinished(close);
    const pauser = await withoutPauses(() => {
      value = '10.200.7.0/24';
    });
    const ended = await run(['--cloud', 'gcp', '--metadata-url', url], { programs: [pauser] });
    expect(ended).toEqual(told('10.200.7.0/24'));
    expect(asked.filter((each) => each?.includes('?'))).toEqual([]);
  });

  it('outlasts maintenance of the metadata server', async () => {
    await using vm = await openVm('10.200.7.0/24');
    vm.metadata.faults.failNext('GET', { code: 'maintenance', status: 503 });
    vm.metadata.faults.failNext('GET', { code: 'gone', dropConnection: true });
    vm.metadata.faults.failNext('GET', { code: 'maintenance', status: 503 });
    expect(await run(vm.args, { programs: [await withoutPauses()] })).toEqual(told('10.200.7.0/24'));
  });

  it.each([
    ['asks', 'auto', 3, /no pod CIDR was given within 0 s$/m],
    ['states something else', 'later', 4, /is no range/],
  ])('gives up on a VM that %s', async (_what, value, status, reason) => {
    await using vm = await openVm(value);
    const ended = await run([...vm.args, '--timeout', '0']);
    expect(ended).toEqual({ status, stdout: '', stderr: expect.stringMatching(reason) });
  });

  it('says what the server answers when it answers nothing useful', async () => {
    await using vm = await openVm('auto');
    vm.metadata.faults.failAlways('GET', { code: 'maintenance', status: 503 });
    const ended = await run([...vm.args, '--timeout', '0', '--cloud', 'gcp']);
    expect(ended).toMatchObject({ status: 5, stderr: expect.stringContaining('was answered with 503') });
  });
});
