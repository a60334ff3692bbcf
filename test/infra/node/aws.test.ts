import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openInstance } from './nodes.ts';
import { program, run, SHELLS, told, withoutPauses } from './run-script.ts';

describe('pod-cidr on AWS', () => {
  it.each(SHELLS)('waits for the tag, in $name', async ({ shell }) => {
    await using node = await openInstance({ tag: 'auto' });
    const pauser = await withoutPauses(() => node.tell('10.200.7.0/24 fd00:10:0:7::/64'));
    expect(await run(node.args, { shell, programs: [pauser] })).toEqual(told('10.200.7.0/24', 'fd00:10:0:7::/64'));
  });

  it('waits for a tag where there is none, and pauses as it is told', async () => {
    await using node = await openInstance();
    const pauses: string[] = [];
    const pauser = await withoutPauses((seconds) => {
      pauses.push(seconds);
      if (pauses.length === 2) node.tell('10.200.7.0/24');
    });
    expect(await run([...node.args, '--interval', '3'], { programs: [pauser] })).toEqual(told('10.200.7.0/24'));
    expect(pauses).toEqual(['3', '3']);
  });

  it('does not wait for what is there', async () => {
    await using node = await openInstance({ tag: '10.200.7.0/24' });
    expect(await run([...node.args, '--timeout', '0'])).toEqual(told('10.200.7.0/24'));
    expect(await run([...node.args, '--timeout', '0', '--cloud', 'aws'])).toEqual(told('10.200.7.0/24'));
  });

  it('gets another token when the one it has ends', async () => {
    await using node = await openInstance({ tag: 'auto' });
    const looks = [() => node.clock.advance(300_000), () => node.tell('10.200.7.0/24')];
    const pauser = await withoutPauses(() => looks.shift()?.());
    expect(await run(node.args, { programs: [pauser] })).toEqual(told('10.200.7.0/24'));
    expect(looks).toEqual([]);
  });

  it.each([
    ['asks', 'auto', 3, /no pod CIDR was given within 0 s$/m],
    ['shows no tag', undefined, 3, /at last: the metadata shows no tag pod-cidr/],
    ['states something else', 'pod-cidr', 4, /is no range/],
  ])('gives up on an instance that %s', async (_what, tag, status, reason) => {
    await using node = await openInstance(tag === undefined ? {} : { tag });
    const ended = await run([...node.args, '--timeout', '0', '--cloud', 'aws']);
    expect(ended).toEqual({ status, stdout: '', stderr: expect.stringMatching(reason) });
  });

  it.each([
    ['refuses', { code: 'off', status: 403 }, /token.* was answered with 403/],
    ['gives no token', { code: 'off', status: 200, message: '' }, /token.* was not answered/],
    ['gives a token that is none', { code: 'off', status: 200, message: 'a\r\nX: y' }, /token.* was not answered/],
  ])('says so when the service %s', async (_what, fault, reason) => {
    await using node = await openInstance({ tag: '10.200.7.0/24' });
    node.metadata.faults.failAlways('PUT', fault);
    const ended = await run([...node.args, '--timeout', '0', '--cloud', 'aws']);
    expect(ended).toEqual({ status: 5, stdout: '', stderr: expect.stringMatching(reason) });
  });

  it('asks again when the service answered nothing', async () => {
    await using node = await openInstance({ tag: '10.200.7.0/24' });
    node.metadata.faults.failNext('PUT', { code: 'gone', dropConnection: true });
    node.metadata.faults.failNext('GET', { code: 'busy', status: 503 }, 2);
    expect(await run(node.args, { programs: [await withoutPauses()] })).toEqual(told('10.200.7.0/24'));
  });
});

describe('pod-cidr on an instance whose metadata shows no tags', () => {
  /** Looks once, with an `aws` that answers so and writes down how it was called. */
  async function ask({ args }: { readonly args: readonly string[] }, answer: string) {
    const folder = await program('aws', `printf '%s\\n' "$@" >"$RECORD"\n${answer}`);
    const record = join(folder, 'record');
    const ended = await run([...args, '--timeout', '0'], { programs: [folder], env: { RECORD: record } });
    return { ended, words: (await readFile(record, 'utf8')).trimEnd().split('\n') };
  }

  it('asks EC2 by the AWS CLI', async () => {
    await using node = await openInstance({ tagsShown: false });
    const { ended, words } = await ask(node, 'echo 10.200.7.0/24');
    expect(ended).toEqual(told('10.200.7.0/24'));
    expect(words).toEqual([
      'ec2',
      'describe-tags',
      '--region',
      'us-east-1',
      '--output',
      'text',
      '--query',
      'Tags[0].Value',
      '--filters',
      `Name=resource-id,Values=${node.id}`,
      'Name=key,Values=pod-cidr',
    ]);
  });

  it.each([
    ['that there is no tag', 'echo None', 3],
    ['that the node asks', 'echo auto', 3],
    ['that it may not look', 'echo denied >&2; echo 10.200.7.0/24; exit 254', 3],
    ['nonsense', "echo '$(id)'", 4],
  ])('is told %s', async (_what, answer, status) => {
    await using node = await openInstance({ tagsShown: false });
    expect((await ask(node, answer)).ended).toMatchObject({ status, stdout: '' });
  });
});
