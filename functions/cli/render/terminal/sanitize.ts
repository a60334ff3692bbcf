import { styleText } from 'node:util';
import { UNPRINTABLE } from '../../../../shared/reconcile/model/text/printable-text.ts';
import type { Io, Output } from '../../io.ts';
import { STYLES } from './colour.ts';

const ESCAPE = '\u001b';

/** The sequences that switch our colours on and off. */
const COLOUR_CODES = new Set(
  STYLES.flatMap((style) => styleText(style, '|', { validateStream: false }).split('|')).map((code) => code.slice(1)),
);

const replaceUnprintable = (text: string) =>
  text.replace(UNPRINTABLE, (each) => (each === '\n' || each === '\t' ? each : '\u{fffd}'));

/**
 * `text` with nothing in it that a terminal obeys, except line breaks, tabs and our own colours. What a cloud answers may hold
 * the names that others gave, and a name could move the cursor, retitle the window or paint over what is true.
 */
export function sanitize(text: string, hasColours: boolean): string {
  const [first = '', ...rest] = text.split(ESCAPE);
  const pieces = rest.map((piece) => {
    const [code = ''] = /^\[\d{1,2}m/.exec(piece) ?? [];
    const isColour = hasColours && COLOUR_CODES.has(code);
    return isColour
      ? ESCAPE + code + replaceUnprintable(piece.slice(code.length))
      : `\u{fffd}${replaceUnprintable(piece)}`;
  });
  return replaceUnprintable(first) + pieces.join('');
}

function sanitizedOutput(output: Output): Output {
  const { write, hasColours } = output;
  return { ...output, write: (text) => write(sanitize(text, hasColours)), writeRaw: write };
}

/** `io` with outputs that show only what is visible. */
export function sanitizedIo(io: Io): Io {
  return { ...io, stdout: sanitizedOutput(io.stdout), stderr: sanitizedOutput(io.stderr) };
}
