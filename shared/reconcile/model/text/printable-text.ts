/** Line breaks and blanks of any kind: a text in a log or a table is one line. */
const BLANK = /[\s\p{Z}]/gu;

/** What moves a terminal's cursor, hides or reorders text, or is half a character. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * A text from outside, safe to show: on one line, without control characters, not longer than `maxLength`. EC2 allows any
 * character in a tag, and an error message may quote what it complains about.
 */
export function printable(text: string, maxLength = 255): string {
  const truncated = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return truncated.replace(BLANK, ' ').replace(UNPRINTABLE, '\u{fffd}');
}
