import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { firstFew, MAX_NAMES } from '../../../../shared/reconcile/model/text/first-few.ts';

/** A line about `subject`, which it names. */
export interface SubjectLine {
  readonly subject: string;
  readonly text: string;
}

/** A line without what is its own: ranges, names and ids have digits, what somebody wrote has quotes, a name stands before its id. */
function shapeOf({ subject, text }: SubjectLine): string {
  const words = text.replaceAll(subject, '_').split(' ');
  const isOwn = (word: string, next = '') => /\d/.test(word) || word.startsWith('"') || next.startsWith('(');
  return words.map((word, i) => (isOwn(word, words[i + 1]) ? '_' : word)).join(' ');
}

/** Lines that differ only in what they are about: the first, with the number and some subjects of the others. Few are all told. */
export function foldLines(lines: readonly SubjectLine[]): string[] {
  return [...groupBy(lines, shapeOf).values()].flatMap((alike) => {
    const [first, ...rest] = alike;
    if (first === undefined || alike.length <= MAX_NAMES) return alike.map(({ text }) => text);
    return [`${first.text} (and ${rest.length} more like it: ${firstFew(rest.map(({ subject }) => subject))})`];
  });
}
