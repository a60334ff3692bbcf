import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, Visitor } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A regular expression in a source file. */
export interface RegularExpression {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** The regular expressions that `text` holds as literals; a constructed one cannot be read, and is named as its file's mistake. */
async function regularExpressionsIn(file: string, text: string): Promise<RegularExpression[]> {
  const found: RegularExpression[] = [];
  const { program } = await parse(file, text);
  new Visitor({
    Literal: (node) => {
      if ('regex' in node) found.push({ file, ...node.regex });
    },
    NewExpression: ({ callee }) => {
      if (callee.type === 'Identifier' && callee.name === 'RegExp') throw new Error(`${file} constructs an expression`);
    },
  }).visit(program);
  return found;
}

/** Every regular expression in what is deployed. */
export async function deployedRegularExpressions(): Promise<RegularExpression[]> {
  const found: RegularExpression[] = [];
  for await (const file of glob('{shared,functions}/**/*.ts', { cwd: ROOT })) {
    found.push(...(await regularExpressionsIn(file, await readFile(join(ROOT, file), 'utf8'))));
  }
  return found;
}
