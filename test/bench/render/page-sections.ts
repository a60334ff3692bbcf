import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

const ROOT = new URL('../../../', import.meta.url);

const begin = (name: string) => `<!-- bench: ${name} -->`;
const END = '<!-- /bench -->';

/** `page` with what stands between the markers of `name` replaced. Throws where there are no such markers. */
export function withSection(page: string, name: string, content: string): string {
  const from = page.indexOf(begin(name));
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`the page has no part ${begin(name)} ... ${END}`);
  return `${page.slice(0, from)}${begin(name)}\n\n${content}\n\n${page.slice(to)}`;
}

export type Sections = Readonly<Record<string, string>>;

/** What the page would be with these sections, formatted as the repository's pages are. */
async function renewed(file: string, sections: Sections): Promise<{ old: string; renewed: string }> {
  const url = new URL(file, ROOT);
  const old = await readFile(url, 'utf8');
  const page = Object.entries(sections).reduce((page, [name, content]) => withSection(page, name, content), old);
  const options = await resolveConfig(url);
  return { old, renewed: await format(page, { ...options, parser: 'markdown' }) };
}

/** Writes the sections into the page. */
export async function writeSections(file: string, sections: Sections): Promise<void> {
  await writeFile(new URL(file, ROOT), (await renewed(file, sections)).renewed);
}

/** Whether the page holds these sections already. */
export async function hasSections(file: string, sections: Sections): Promise<boolean> {
  const { old, renewed: page } = await renewed(file, sections);
  return old === page;
}
