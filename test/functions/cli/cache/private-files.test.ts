import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheFolder } from '../../../../functions/cli/cache/cache-folder.ts';
import { claimFileStore } from '../../../../functions/cli/cache/claim-file.ts';
import { readPrivateFile, writePrivateFile } from '../../../../functions/cli/cache/private-files.ts';
import { NOWHERE } from '../../../support/cli/nowhere.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'podroutes-private-'));
  folder = join(parent, 'podroutes');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(parent, { recursive: true });
});

describe('the folder of a user’s caches', () => {
  it.each([
    ['linux', { HOME: '/home/a' }, '/home/a/.cache/podroutes'],
    ['linux', { HOME: '/home/a', XDG_CACHE_HOME: '/cache' }, '/cache/podroutes'],
    ['linux', { HOME: '/home/a', XDG_CACHE_HOME: 'cache' }, '/home/a/.cache/podroutes'],
    ['darwin', { HOME: '/Users/a' }, '/Users/a/Library/Caches/podroutes'],
    ['win32', { HOME: '/home/a', LOCALAPPDATA: '/local' }, '/local/podroutes'],
    ['win32', { HOME: '/home/a' }, undefined],
    ['linux', {}, undefined],
    ['linux', { HOME: 'a' }, undefined],
  ] as const)('on %s with %j', (platform, env, expected) => {
    expect(cacheFolder(env, platform)).toBe(expected);
  });
});

describe('a private file', () => {
  it('is read as it was written', async () => {
    await writePrivateFile(folder, 'f', 'text');
    await writePrivateFile(folder, 'f', 'other');
    expect(await readPrivateFile(folder, 'f')).toBe('other');
    expect(await readdir(folder)).toEqual(['f']);
  });

  it('is always whole, with many at work', async () => {
    const texts = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(50_000));
    await writePrivateFile(folder, 'f', texts[0] ?? '');
    const [seen] = await Promise.all([
      Promise.all(texts.map(() => readPrivateFile(folder, 'f'))),
      Promise.all(texts.map((text) => writePrivateFile(folder, 'f', text))),
    ]);
    for (const each of [...seen, await readPrivateFile(folder, 'f')]) expect(texts).toContain(each);
    expect(await readdir(folder)).toEqual(['f']);
  });

  it.each([
    ['others may read', () => chmod(join(folder, 'f'), 0o644)],
    ['is in a folder that others may enter', () => chmod(folder, 0o755)],
    ['is a link', () => replaceByLink()],
    ['is a folder', async () => (await rm(join(folder, 'f')), mkdir(join(folder, 'f')))],
    ['is very long', () => writeFile(join(folder, 'f'), ' '.repeat(2_000_001))],
    ['is somebody else’s', async () => void vi.spyOn(process, 'getuid').mockReturnValue(4321)],
    ['is not there', () => rm(join(folder, 'f'))],
  ])('is none where it %s', async (_what, change) => {
    await writePrivateFile(folder, 'f', 'text');
    await change();
    await expect(readPrivateFile(folder, 'f')).rejects.toThrow();
  });

  it('is not written through a link, nor into a folder of others', async () => {
    await writePrivateFile(folder, 'f', 'text');
    const elsewhere = await replaceByLink();
    await writePrivateFile(folder, 'f', 'new');
    expect(await readFile(elsewhere, 'utf8')).toBe('elsewhere');
    await rm(folder, { recursive: true });
    await symlink(parent, folder);
    await expect(writePrivateFile(folder, 'f', 'text')).rejects.toThrow('open to others');
    await rm(folder);
    await mkdir(folder, { mode: 0o755 });
    await expect(writePrivateFile(folder, 'f', 'text')).rejects.toThrow('open to others');
    expect(await readdir(folder)).toEqual([]);
  });

  it('goes when there are many newer ones, as does what a process left half written', async () => {
    await writePrivateFile(folder, 'f', 'text');
    await utimes(join(folder, 'f'), 1, 1);
    for (let i = 0; i < 31; i += 1) await writeFile(join(folder, `left-${i}`), '');
    await writePrivateFile(folder, 'g', 'text');
    const names = await readdir(folder);
    expect(names).toHaveLength(32);
    expect(names).not.toContain('f');
  });
});

describe('the store of claims', () => {
  it.each([['a folder that cannot be made', NOWHERE]])('does without %s', async (_what, place) => {
    const store = claimFileStore(place, []);
    await store.save('vpc-1', new Map([['i-12345678 1', { kind: 'none' }]]));
    expect(await store.load('vpc-1')).toEqual(new Map());
  });

  it('leaves out what has no launch time', async () => {
    const store = claimFileStore(folder, []);
    await store.save(
      'vpc-1',
      new Map([
        ['i-12345678 0', { kind: 'none' }],
        ['i-12345678 7', { kind: 'none' }],
      ]),
    );
    expect(await store.load('vpc-1')).toEqual(new Map([['i-12345678 7', { kind: 'none' }]]));
  });
});

async function replaceByLink(): Promise<string> {
  const elsewhere = join(parent, 'elsewhere');
  await writeFile(elsewhere, 'elsewhere', { mode: 0o600 });
  await rm(join(folder, 'f'));
  await symlink(elsewhere, join(folder, 'f'));
  return elsewhere;
}
