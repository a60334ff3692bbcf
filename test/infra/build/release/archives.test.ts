import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { strFromU8, strToU8, unzipSync } from 'fflate';
import { zip } from '../../../../infra/build/release/archives.ts';

const FILES = { 'b.txt': strToU8('b'), 'a/c.mjs': strToU8('c'.repeat(1000)) };
const MODULE = new URL('../../../../infra/build/release/archives.ts', import.meta.url).href;

describe('a zip of a release', () => {
  it('has the files, which everybody may read', () => {
    const packed = zip(FILES);
    expect(Object.entries(unzipSync(packed)).map(([name, bytes]) => [name, strFromU8(bytes)])).toEqual([
      ['a/c.mjs', 'c'.repeat(1000)],
      ['b.txt', 'b'],
    ]);
    const view = new DataView(packed.buffer, packed.byteOffset);
    const directory = Buffer.from(packed).indexOf('PK\u0001\u0002');
    expect((view.getUint32(directory + 38, true) >>> 16).toString(8)).toBe('100644');
    expect(view.getUint8(directory + 5)).toBe(3);
  });

  it('has the same bytes whatever the order of the files and the time zone', () => {
    const packed = Buffer.from(zip(FILES)).toString('hex');
    const script = `import { zip } from ${JSON.stringify(MODULE)};
      const files = { 'a/c.mjs': Buffer.from('c'.repeat(1000)), 'b.txt': Buffer.from('b') };
      process.stdout.write(Buffer.from(zip(files)).toString('hex'));`;
    const env = { ...process.env, TZ: 'Pacific/Auckland' };
    const there = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' });
    expect(there).toBe(packed);
  });
});
