import { counted } from '../../../../shared/reconcile/model/text/counted.ts';
import type { Limiter } from '../../../../shared/reconcile/plan/limit-plan.ts';
import type { Report } from '../../../../shared/reconcile/report/report.ts';
import type { Verdict } from '../../../../shared/reconcile/request.ts';
import type { Io } from '../../io.ts';

const keyOf = ({ table, destination }: { readonly table: string; readonly destination: string }) =>
  `${table} ${destination}`;

/** Asks a person before routes are deleted; without deletions, or where nobody is there, nobody is asked. */
export class DeletionApproval {
  readonly #io: Io;
  #approved: ReadonlySet<string> | undefined;

  constructor(io: Io) {
    this.#io = io;
  }

  /** Once somebody was asked, only what was shown may be deleted, whatever a later look finds. */
  readonly limiter: Limiter = () => ({
    allowsChange: (change) => change.action !== 'delete' || this.#approved?.has(keyOf(change)) !== false,
    allowsForwarding: () => true,
    isAbout: () => true,
  });

  /** @param showPlan shows all that is to be deleted */
  async approve({ changes, stopped }: Report, showPlan: () => void): Promise<Verdict> {
    const { confirm, stderr } = this.#io;
    const deletions = changes.filter(({ action }) => action === 'delete');
    // What the mass deletion guard holds back is not deleted whatever the answer.
    const isAsked = deletions.length > 0 && stopped === undefined;
    if (!isAsked || confirm === undefined || !stderr.isTerminal) return 'write';
    this.#approved = new Set(deletions.map(keyOf));
    showPlan();
    const these = deletions.length === 1 ? 'this route' : `these ${counted(deletions.length, 'route')}`;
    return (await confirm(`Delete ${these}?`)) ? 'look-again' : 'stop';
  }
}
