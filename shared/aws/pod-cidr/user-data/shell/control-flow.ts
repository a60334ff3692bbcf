import type { Command } from './command.ts';

const BLOCK_ENDS: ReadonlyMap<string, string> = new Map([
  ['if', 'fi'],
  ['case', 'esac'],
  ['for', 'done'],
  ['while', 'done'],
  ['until', 'done'],
  ['select', 'done'],
]);
const END_WORDS: ReadonlySet<string> = new Set(BLOCK_ENDS.values());

/** Words before a command that do not change what it is. */
const RESERVED_WORDS: ReadonlySet<string> = new Set('- ! { then do else elif time exec nohup'.split(' '));

/** Commands that test something: what follows their `&&` runs on some nodes only. */
const TEST_COMMANDS: ReadonlySet<string> = new Set('[ [[ test grep egrep command which ping'.split(' '));

/** The words of a command from its name on. */
export function withoutReservedWords(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !RESERVED_WORDS.has(word));
  return first < 0 ? [] : words.slice(first);
}

/** Openers that wait for their end, innermost last. */
class OpenBlocks {
  #open: { readonly index: number; readonly end: string }[] = [];
  readonly #counts = new Map<string, number>();

  push(index: number, end: string): void {
    this.#open.push({ index, end });
    this.#counts.set(end, (this.#counts.get(end) ?? 0) + 1);
  }

  /** Closes the innermost block that ends in `end`, and those inside it. Undefined where there is none. */
  close(end: string): number | undefined {
    // Without this, thousands of ends would each search thousands of openers of another kind.
    if ((this.#counts.get(end) ?? 0) === 0) return undefined;
    for (let block = this.#open.pop(); block !== undefined; block = this.#open.pop()) {
      this.#counts.set(block.end, (this.#counts.get(block.end) ?? 0) - 1);
      if (block.end === end) return block.index;
    }
    return undefined;
  }
}

/** For each command, whether it is inside `if`, `case` or a loop. A word of prose opens nothing: its end is missing. */
function areInBlocks(commands: readonly Command[]): boolean[] {
  const open = new OpenBlocks();
  const depthChanges = commands.map(() => 0);
  for (const [index, { words }] of commands.entries()) {
    const [name = ''] = withoutReservedWords(words);
    const end = BLOCK_ENDS.get(name);
    if (end !== undefined) open.push(index, end);
    const opener = END_WORDS.has(name) ? open.close(name) : undefined;
    if (opener === undefined) continue;
    depthChanges[opener] = (depthChanges[opener] ?? 0) + 1;
    depthChanges[index] = (depthChanges[index] ?? 0) - 1;
  }
  let depth = 0;
  return depthChanges.map((change) => (depth += change) > 0);
}

/** For each command of a script, whether it runs on every node, or only where a condition is met. */
export function areUnconditional(commands: readonly Command[]): boolean[] {
  const inBlock = areInBlocks(commands);
  let isConditional = false;
  return commands.map(({ precedingOperator }, index) => {
    const [condition = ''] = withoutReservedWords(commands[index - 1]?.words ?? []);
    // `grep -q x file || echo x >> file` writes what is missing, as it is on a new node.
    const isOr = precedingOperator === '||' && !condition.endsWith('grep');
    isConditional = isOr || (precedingOperator === '&&' && (isConditional || TEST_COMMANDS.has(condition)));
    return !isConditional && inBlock[index] !== true;
  });
}
