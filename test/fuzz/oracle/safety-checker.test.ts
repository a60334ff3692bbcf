import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { mutate } from '../inputs/mutate.ts';
import { isAcceptable } from './cidr-oracle.ts';
import { assertNoSecret, SECRET, SafetyChecker } from './safety-checker.ts';

async function checked(work: () => Promise<void>): Promise<unknown> {
  const checker = new SafetyChecker();
  try {
    return await checker.check(work).catch((error: unknown) => error);
  } finally {
    checker.close();
  }
}

describe('whoever watches the fuzzing', () => {
  it('lets errors pass that are meant', async () => {
    expect(await checked(() => Promise.reject(new CloudError('permission-denied', 'X', 'no')))).toBeUndefined();
  });

  it.each([
    ['a bug', () => Promise.reject(new TypeError('x is undefined'))],
    ['a secret in an error', () => Promise.reject(new CloudError('permission-denied', 'X', `said ${SECRET}`))],
    [
      'a polluted prototype',
      async () => {
        Reflect.set(Object.prototype, 'polluted', 1);
      },
    ],
    [
      'a method replaced on a prototype',
      async () => {
        Reflect.set(Array.prototype, 'polluted', 1);
      },
    ],
  ])('sees %s', async (_, work) => {
    expect(await checked(work)).toBeInstanceOf(Error);
    Reflect.deleteProperty(Object.prototype, 'polluted');
    Reflect.deleteProperty(Array.prototype, 'polluted');
  });

  it('sees a secret as it is and packed', () => {
    expect(() => assertNoSecret(['fine', `x${SECRET}x`])).toThrow(/a secret was written/);
    expect(() => assertNoSecret([Buffer.from(SECRET).toString('base64')])).toThrow(/a secret was written/);
    expect(() => assertNoSecret(['fine'])).not.toThrow();
  });
});

describe('the oracle', () => {
  const cluster = ['10.200.0.0/16', 'fd00:10::/48'];
  it.each([
    ['10.200.1.0/24', true],
    ['10.200.0.0/21', true],
    ['10.200.255.255/32', true],
    ['FD00:10:0:1::/64', true],
    ['10.200.0.0/16', false],
    ['10.200.0.0/15', false],
    ['10.201.0.0/24', false],
    ['10.200.1.1/24', false],
    ['10.200.01.0/24', false],
    ['10.200.1.0/024', false],
    ['10.200.9.0/24', false],
    ['fd00:11::/64', false],
    ['fd00:10:::/64', false],
    ['10.200.1.0', false],
  ])('%s: %s', (text, expected) => {
    expect(isAcceptable(text, cluster, ['10.200.8.0/22'])).toBe(expected);
  });
});

describe('what spoils answers', () => {
  const xml = '<r><a>1</a><b><c>2</c></b></r>';
  const json = '{"a":1,"b":{"c":[2]}}';

  it('spoils one value and leaves the rest right', () => {
    const value = { do: 'value', text: '<x>', json: '[]' } as const;
    expect(mutate(xml, { ...value, at: 300 })).toBe('<r><a>&lt;x></a><b><c>2</c></b></r>');
    expect(mutate(xml, { ...value, at: 600 })).toBe('<r><a>1</a><b>&lt;x></b></r>');
    expect(JSON.parse(mutate(json, { ...value, at: 400 }))).toEqual({ a: 1, b: [] });
  });

  it('drops, repeats and adds members', () => {
    expect(mutate(xml, { do: 'drop', at: 300 })).toBe('<r><b><c>2</c></b></r>');
    expect(JSON.parse(mutate(json, { do: 'drop', at: 0 }))).toEqual({ b: { c: [2] } });
    expect(mutate(xml, { do: 'repeat', at: 300, times: 2 })).toBe('<r><a>1</a><a>1</a><b><c>2</c></b></r>');
    expect(mutate(json, { do: 'key', at: 0, json: '{"x":1}' })).toBe('{"__proto__":{"x":1},"a":1,"b":{"c":[2]}}');
  });
});
