import { canonicalCidrs, overlaps } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { wordsOf } from '../support/shell-words.ts';
import { rangesIn } from './patient.ts';

interface Offer {
  /** As the command names it. */
  readonly node: string;
  readonly ranges: readonly string[];
}

const STATEMENT = /^(?:Key=pod-cidr,Value=|--metadata=pod-cidr=)(.*)$/s;

/** The range that a command states for a node; undefined for any other command, and for one that leaves the range to its user. */
function offerIn(line: string): Offer | undefined {
  if (line.includes('${POD_CIDR:?')) return undefined;
  const words = wordsOf(line);
  const [, text] = words.map((word) => STATEMENT.exec(word)).find((match) => match !== null) ?? [];
  if (text === undefined) return undefined;
  const at = words.findIndex((word) => word === '--resources' || word === 'add-metadata');
  return { node: words[at + 1] ?? '', ranges: rangesIn(text) };
}

/** What is wrong with commands that state ranges, for nodes that ask: none is for them, and none gives away what they have. */
export function harmTo(requests: ReadonlyMap<string, readonly string[]>, commands: readonly string[]): string[] {
  return commands.flatMap((line) => {
    const offer = offerIn(line);
    if (offer === undefined) return [];
    if (requests.has(offer.node)) return [`${offer.node} asks for a range, and was offered one by ${line}`];
    const offered = canonicalCidrs(offer.ranges);
    return [...requests].flatMap(([node, ranges]) =>
      canonicalCidrs(ranges).some((range) => offered.some((each) => overlaps(each, range)))
        ? [`a range of ${node}, which asks for one, was offered to another by ${line}`]
        : [],
    );
  });
}
