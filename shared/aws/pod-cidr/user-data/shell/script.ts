import type { ClaimCollector, NestedText } from '../claim-collector.ts';
import { readDataLine } from '../key-value-line.ts';
import { mentionsPodCidr } from '../pod-cidr-keys.ts';
import { CommandReader } from './command-reader.ts';
import { areUnconditional } from './control-flow.ts';
import { type ScriptLine, splitLines } from './here-documents.ts';
import { isOutputUsed } from './programs.ts';

/** @param contexts `script` as each command of the line sees it */
function readLine(
  { text, commands, hereDocuments }: ScriptLine,
  script: NestedText,
  contexts: readonly NestedText[],
  collector: ClaimCollector,
): void {
  const [first = script] = contexts;
  const isUsed = isOutputUsed(commands);
  const isUnconditional = contexts.every((context) => context.isUnconditional);
  if (isUsed) for (const body of hereDocuments) collector.addNestedText(body, { ...script, isUnconditional });
  if (!mentionsPodCidr(text) || readDataLine(text, first, collector)) return;
  for (const [index, { words }] of commands.entries()) {
    new CommandReader(collector, contexts[index] ?? script, isUsed).read(words);
  }
}

/** Reads a shell script, or any file of lines. */
export function readScript(script: NestedText, collector: ClaimCollector): void {
  const lines = splitLines(script.source);
  const unconditional = areUnconditional(lines.flatMap(({ commands }) => commands));
  let position = 0;
  for (const line of lines) {
    const contexts = line.commands.map((_, index): NestedText => {
      const isUnconditional = script.isUnconditional && unconditional[position + index] === true;
      return { ...script, isUnconditional };
    });
    position += line.commands.length;
    readLine(line, script, contexts, collector);
  }
}
