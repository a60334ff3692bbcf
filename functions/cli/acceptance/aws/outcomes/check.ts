import type { Outcome as Published } from '../../../../aws/telemetry/outcomes.ts';
import { outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import type { Launched } from '../sandbox.ts';
import type { Trial } from '../trial.ts';
import { readQueue } from './read-queue.ts';
import type { OutcomeWatch } from './watch.ts';

const CREATED: Published['detailType'] = 'Pod Route Created';

/** Milliseconds that an event may take after the route that it tells of. */
const UNTIL_PUBLISHED = { deadline: 60_000, every: 2000 };

/** @param since when the node was launched */
export async function checkOutcomes(trial: Trial, watch: OutcomeWatch, { id }: Launched, since: number): Promise<void> {
  if (watch.kind === 'not-watching') return trial.results.add('function-outcomes', watch.outcome);
  const { clock, signal, results, sandbox } = trial;
  const tables = new Set<string>();
  await waitFor({ clock, signal, ...UNTIL_PUBLISHED }, async () => {
    for (const { 'detail-type': type, detail } of await readQueue(watch.api, watch.queueUrl)) {
      if (type === CREATED && detail.node === id && detail.table !== undefined) tables.add(detail.table);
    }
    return tables.size === sandbox.tables.length ? true : undefined;
  });
  const isComplete = sandbox.tables.every((table) => tables.has(table));
  const told = `${CREATED} with the node, for both tables, after ${Math.round((clock.now() - since) / 1000)} s`;
  const some = tables.size === 0 ? 'none' : `${CREATED} with the node, for one table only`;
  results.add('function-outcomes', outcomeOf(isComplete, isComplete ? told : some));
}
