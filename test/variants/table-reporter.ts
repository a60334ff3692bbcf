import CliTable from 'cli-table3';
import type { Reporter, TestModule } from 'vitest/node';
import { groupBy } from '../../shared/reconcile/model/group-by.ts';

const passedIn = (modules: readonly TestModule[]) =>
  modules.reduce((sum, { children }) => sum + [...children.allTests('passed')].length, 0);

/** Files that could not be loaded count as well. */
const failedIn = (modules: readonly TestModule[]) =>
  modules.reduce((sum, each) => sum + [...each.children.allTests('failed')].length + each.errors().length, 0);

const secondsOf = (modules: readonly TestModule[]) =>
  modules.reduce((sum, each) => sum + each.diagnostic().duration, 0) / 1000;

/** Prints what became of each run: a project of its own. */
export class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const table = new CliTable({
      head: ['run', 'files', 'passed', 'failed', 'seconds'],
      style: { head: [], border: [] },
    });
    for (const [name, own] of groupBy(modules, ({ project }) => project.name)) {
      table.push([name, own.length, passedIn(own), failedIn(own), secondsOf(own).toFixed(1)]);
    }
    process.stdout.write(`\n${table.toString()}\n`);
  }
}
