import type { Evaluation } from './evaluate.ts';
import type { Conflict } from '../model/conflict.ts';
import { type Instance, groupLabel, labelOf } from '../model/instance.ts';
import type { Cidr } from '../model/ranges/cidr.ts';

/** A group that replaces its node launches the new one first, whose launch hook then waits for the range until the group gives up. */
function groupNote([first, ...others]: readonly Instance[]): string {
  if (first?.group === undefined || others.every(({ group }) => group !== first.group)) return '';
  return `; they are of one group, ${groupLabel(first.group)}: with pod-cidr=auto in its template neither waits for the other`;
}

/** One conflict for each destination with several claimants, or with a claimant and a holder that keeps it. */
export function conflictsIn({ claims, decisions, winner }: Evaluation): Conflict[] {
  const reasons = new Map<Cidr, Set<string>>();
  for (const [destination, claimants] of claims.accepted) {
    if (claimants.length < 2) continue;
    const label = ({ name, id }: Instance) => labelOf(name, id);
    const holder = winner(destination);
    const keeper = holder === undefined ? 'nobody' : label(holder);
    reasons.set(
      destination,
      new Set([`claimed by ${claimants.map(label).join(' and ')}; ${keeper} keeps it${groupNote(claimants)}`]),
    );
  }
  for (const { destination, action } of decisions) {
    if (action.kind !== 'conflict') continue;
    reasons.set(destination, (reasons.get(destination) ?? new Set()).add(action.reason));
  }
  return [...reasons].map(([destination, reasonsOf]) => ({
    destination,
    nodes: (claims.accepted.get(destination) ?? []).map((node) => node.id),
    reason: [...reasonsOf].join('; '),
  }));
}
