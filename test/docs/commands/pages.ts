import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Everything that somebody reads, by its path from the root. */
export const PAGES = globSync(['*.md', 'docs/*.md', 'infra/**/*.md', 'test/*/README.md'], { cwd: ROOT }).toSorted();

export interface Block {
  readonly language: string;
  readonly text: string;
}

export const textOf = (page: string): string => readFileSync(`${ROOT}${page}`, 'utf8');

/** The fenced blocks of a page, without the indentation that they have in a list. */
export function blocksOf(page: string): Block[] {
  const found = textOf(page).matchAll(/^( *)```(.*)\n([^]*?)^ *```$/gm);
  return [...found].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** What is typed into a shell on a page, in order. */
export const shellOf = (page: string): string[] =>
  blocksOf(page).flatMap(({ language, text }) => (language === 'sh' ? [text] : []));
