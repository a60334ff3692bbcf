/** Breaks of lines and blanks of any kind: a text in a log or a table is one line. */
const BLANK = /[\s\p{Z}]/gu;

/** What moves a terminal's cursor, hides or reorders text, or is half a character. */
export const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;

/**
 * A text that somebody else wrote, fit to be shown: on one line, without control characters, at most `most` characters long.
 * EC2 takes any character in a tag, and an error message may quote what it complains about.
 */
export function printable(text: string, maxLength = 255): string {
  const truncated = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return truncated.replace(BLANK, ' ').replace(UNPRINTABLE, '\u{fffd}');
}
