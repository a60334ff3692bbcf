import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import type { Finding } from '../../doctor/finding.ts';
import type { SegmentDetails } from './classify.ts';

const WORST_FIRST: readonly Finding['severity'][] = ['broken', 'warning', 'note'];

/** Findings of one kind that the same commands mend. */
export interface AdviceGroup extends Pick<Finding, 'id' | 'severity' | 'why' | 'mend'> {
  /** Unique on the page. */
  readonly anchor: string;
  readonly findings: readonly Finding[];
}

/** What a group says of one block. */
export interface BlockAdvice {
  readonly group: AdviceGroup;
  readonly findings: readonly Finding[];
}

/** By the subject of each finding. */
export type AdviceIndex = ReadonlyMap<string, readonly { readonly group: AdviceGroup; readonly finding: Finding }[]>;

/** The worst first, and in the doctor's order. */
export function adviceGroups(findings: readonly Finding[]): AdviceGroup[] {
  const groups = groupBy(findings, ({ id, mend }) => JSON.stringify([id, mend]));
  const bySeverity = (a: Finding | undefined, b: Finding | undefined) =>
    WORST_FIRST.indexOf(a?.severity ?? 'note') - WORST_FIRST.indexOf(b?.severity ?? 'note');
  return [...groups.values()]
    .toSorted(([a], [b]) => bySeverity(a, b))
    .flatMap((alike, i) => {
      const [first] = alike;
      if (first === undefined) return [];
      const { id, severity, why, mend } = first;
      return [{ anchor: `a${i}`, id, severity, why, mend, findings: alike }];
    });
}

export function indexAdvice(groups: readonly AdviceGroup[]): AdviceIndex {
  const all = groups.flatMap((group) => group.findings.map((finding) => ({ group, finding })));
  return groupBy(all, ({ finding }) => finding.subject);
}

/** By what a finding can be about a block: its routes, the nodes that claim it, and their interfaces. */
export function adviceOn({ routes, claimants }: SegmentDetails, index: AdviceIndex): BlockAdvice[] {
  const subjects = new Set([
    ...routes.map(({ destination, table }) => `${destination} in ${table}`),
    ...claimants.flatMap(({ node }) => [node.id, ...node.targetIds]),
  ]);
  const found = [...subjects].flatMap((subject) => index.get(subject) ?? []);
  const groups = groupBy(found, ({ group }) => group);
  return [...groups].map(([group, some]) => ({ group, findings: some.map(({ finding }) => finding) }));
}
