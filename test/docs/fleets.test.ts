import { execFileSync } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const PAGE = new URL('docs/fleets.md', ROOT);
const text = await readFile(PAGE, 'utf8');

const pathOf = (name: string) => fileURLToPath(new URL(name, ROOT));

it('shows the help of the script as it is', () => {
  const [, shown] = /<!-- pod-cidr --help -->\n\n```text\n([^]*?)```/.exec(text) ?? [];
  expect(shown).toBe(execFileSync('sh', [pathOf('infra/node/pod-cidr'), '--help'], { encoding: 'utf8' }));
});

it('links to what is there', async () => {
  const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(8);
  for (const link of links) await access(new URL(link, PAGE));
});

it.each(['aws', 'gcp'])('sets all that the example on %s wants', async (cloud) => {
  const script = `infra/examples/${cloud}/create-group`;
  const [, settings = ''] = new RegExp(`sh\\n(IMAGE[^\`]*?)${script}\\n`).exec(text) ?? [];
  const wanted = (await readFile(pathOf(script), 'utf8')).match(/(?<=\$)[A-Z_]+\b/g) ?? [];
  expect(wanted.length).toBeGreaterThan(3);
  const given = [...settings.matchAll(/([A-Z_]+)=/g)].map(([, name]) => name);
  expect(new Set(given)).toEqual(new Set(wanted));
});

it('has commands that a shell can read', () => {
  const blocks = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(4);
  for (const block of blocks) execFileSync('sh', ['-n'], { input: block });
});
