import { groupBy } from '../../../shared/reconcile/model/group-by.ts';
import type { Paint, Style } from '../render/terminal/colour.ts';
import { firstFew } from '../../../shared/reconcile/model/text/first-few.ts';
import { hanging } from '../render/terminal/wrap.ts';
import type { ExplainedPath, Explanation } from './explanation.ts';
import type { Hop, HopStatus, Verdict } from './hop.ts';

/** Said with every answer. */
export const UNSEEN =
  'What nodes do themselves is in no API: the CNI plugin, iptables and network policies may drop what gets through.';

const WORDS: Readonly<Record<HopStatus, string>> = { ok: 'ok', broken: 'broken', unknown: 'not known' };
const STYLES: Readonly<Record<HopStatus | Verdict, Style>> = {
  ok: 'green',
  through: 'green',
  broken: 'red',
  unknown: 'yellow',
};

const STATUS_WIDTH = Math.max(...Object.values(WORDS).map(({ length }) => length)) + 2;

interface Screen {
  readonly paint: Paint;
  readonly width: number | undefined;
}

/** In one piece each, since people copy them. */
const commandLines = ({ mend }: ExplainedPath, { paint }: Screen, indent: string) =>
  (mend?.commands ?? []).map((line) => (line.startsWith('#') ? indent + line : `${indent}$ ${paint('bold', line)}`));

function hopLine({ status, what }: Hop, at: number, { paint, width }: Screen): string {
  const word = paint(STYLES[status], WORDS[status]);
  const lead = `${String(at + 1).padStart(4)}  ${word}${' '.repeat(STATUS_WIDTH - WORDS[status].length)}`;
  return hanging(lead, what, width);
}

function conclusion({ verdict, hops, culprit }: ExplainedPath, { paint, width }: Screen): string {
  const at = culprit === undefined ? '' : ` at ${hops.indexOf(culprit) + 1}`;
  switch (verdict) {
    case 'through':
      return paint('green', 'Through, there and back.');
    case 'broken':
      return paint('red', `Broken${at}.`);
    case 'unknown':
      return hanging('', paint('yellow', 'Nothing is known to stop it, but not everything is known.'), width);
  }
}

function pathLines(path: ExplainedPath, screen: Screen): string[] {
  const { source, destination, hops, culprit } = path;
  const firstBack = hops.findIndex(({ way }) => way === 'back');
  const lines = hops.flatMap((hop, i) => [
    ...(i === firstBack ? ['  and the answer back:'] : []),
    hopLine(hop, i, screen),
    ...(hop === culprit ? commandLines(path, screen, ' '.repeat(6 + STATUS_WIDTH)) : []),
  ]);
  const heading = `${source.label} -> ${destination.label}`;
  return [hanging('', heading, screen.width), ...lines, conclusion(path, screen)];
}

/** How everybody gets to a place: those who fail at the same are told of together. */
function summaryLines({ destinations, paths }: Explanation, screen: Screen): string[] {
  const { paint, width } = screen;
  return destinations.flatMap((place) => {
    const mine = paths.filter(({ destination }) => destination === place);
    const alike = groupBy(mine, ({ verdict, culprit }) => `${verdict} ${culprit?.way} ${culprit?.what}`);
    const lines = [...alike.values()].flatMap((some) => {
      const [first] = some;
      if (first === undefined) return [];
      const word = first.verdict === 'unknown' ? WORDS.unknown : first.verdict;
      const from = `from ${firstFew(some.map(({ source }) => source.label))}`;
      const { culprit } = first;
      const where = culprit && `${culprit.way === 'back' ? 'the answer: ' : ''}${culprit.what}`;
      return [
        hanging(`  ${paint(STYLES[first.verdict], word.padEnd(STATUS_WIDTH))}`, from, width),
        ...(where === undefined ? [] : [hanging('    - ', where, width)]),
        ...commandLines(first, screen, ' '.repeat(6)),
      ];
    });
    if (mine.length > 0) return [place.label, ...lines];
    const why = place.concern === undefined ? [] : [hanging('    - ', place.concern.what, width)];
    return [place.label, '  no other node runs from which to get there', ...why];
  });
}

/** An explanation for people. */
export function renderExplanation(explanation: Explanation, isAboutAll: boolean, paint: Paint, width?: number): string {
  const screen = { paint, width };
  const { paths } = explanation;
  const lines = isAboutAll
    ? summaryLines(explanation, screen)
    : paths.flatMap((path, i) => [...(i === 0 ? [] : ['']), ...pathLines(path, screen)]);
  return [...lines, hanging('', paint('dim', UNSEEN), width)].map((line) => `${line}\n`).join('');
}
