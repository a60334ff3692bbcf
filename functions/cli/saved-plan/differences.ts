import { labelOf } from '../../../shared/reconcile/model/instance.ts';
import type { ReportedChange } from '../../../shared/reconcile/report/report.ts';
import type { SavedPlan } from './saved-plan.ts';

type Work = Pick<SavedPlan, 'changes' | 'toTell' | 'forwarding'>;

/** The same for the same write, however the fields are ordered. */
export function keyOf(change: ReportedChange | SavedPlan['changes'][number]): string {
  const { action, destination, table, target, route, node, before, interfaceBefore, interfaceAfter } = change;
  return JSON.stringify([action, destination, table, target, route, node, before, interfaceBefore, interfaceAfter]);
}

function describe({ action, destination, table, target, name, before }: SavedPlan['changes'][number]): string {
  const label = name === undefined ? target : labelOf(name, target);
  const way = action === 'delete' ? `that leads to ${label}` : `to ${label}`;
  const from = before === undefined ? '' : `, from ${before}`;
  return `${action} ${destination} in ${table} ${way}${from}`;
}

/** Each write of a plan by what tells it from others, in words. */
function writesOf({ changes, toTell, forwarding }: Work): Map<string, string> {
  return new Map([
    ...changes.map((change) => [keyOf(change), describe(change)] as const),
    ...toTell.map(({ node, name, podCidrs }) => {
      const ranges = podCidrs.join(' and ');
      return [JSON.stringify(['tell', node, ...podCidrs]), `tell ${labelOf(name, node)} its range ${ranges}`] as const;
    }),
    ...forwarding.map((node) => [JSON.stringify(['forward', node]), `switch on forwarding of ${node}`] as const),
  ]);
}

/** What the one plan would write and the other would not, a sentence each; empty where they are the same. */
export function differencesOf(saved: Work, now: Work): string[] {
  const [before, after] = [writesOf(saved), writesOf(now)];
  const gone = [...before].filter(([key]) => !after.has(key)).map(([, text]) => `no longer due: ${text}`);
  const added = [...after].filter(([key]) => !before.has(key)).map(([, text]) => `due now: ${text}`);
  return [...gone, ...added];
}
