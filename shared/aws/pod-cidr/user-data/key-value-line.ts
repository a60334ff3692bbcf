import type { ClaimCollector, NestedText } from './claim-collector.ts';
import { mentionsPodCidr } from './pod-cidr-keys.ts';
import { readJson } from './structured-data.ts';

/** `key: value` of YAML and of one line of JSON, and `key = value` of other files. */
const KEY_VALUE = /^[ \t]*(?:-[ \t]+)?["']?([a-z][\w.-]{0,60})(["']?[ \t]*)([:=])([^]*)$/i;

/** The value without quotes, brackets, a comment, a trailing comma or semicolon. */
function parseValue(rightHandSide: string): string {
  const text = rightHandSide.trim();
  const [quote = ''] = text;
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, 1);
    return text.slice(1, end < 0 ? undefined : end);
  }
  const comment = text.search(/(?:^|\s)#/);
  const bare = (comment < 0 ? text : text.slice(0, comment)).trim();
  const list = bare.startsWith('[') ? bare.slice(1, bare.indexOf(']') >>> 0).replaceAll(/["']/g, '') : bare;
  // Linear: a character class anchored at the end would be tried from each of its characters.
  return /^[^]*[^;,}\s]/.exec(list)?.[0] ?? '';
}

function readKeyValue(line: string, text: NestedText, collector: ClaimCollector): boolean {
  const [, key = '', gap = '', sign, right = ''] = KEY_VALUE.exec(line) ?? [];
  const isShellAssignment = sign === '=' && gap === '' && !/^[ \t]/.test(right);
  if (isShellAssignment || !mentionsPodCidr(key)) return false;
  collector.addAssignment(key, parseValue(right), text);
  return true;
}

/** Reads a line of `text` as data; false where it is a command. */
export function readDataLine(line: string, text: NestedText, collector: ClaimCollector): boolean {
  if (readJson(line, text, collector)) return true;
  // `name: worker-0|pod-cidr: 10.200.0.0/24`
  const parts = /["']/.test(line) ? [line] : line.split('|');
  return parts.map((part) => readKeyValue(part, text, collector)).includes(true);
}
