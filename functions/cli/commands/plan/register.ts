import {
  allClusters,
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  failOn,
  output,
  withLimitFlags,
  withSettingFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithTarget } from '../../run-command.ts';
import type { PlanOptions } from './plan.ts';

export function registerPlan({ program, io, setExitCode }: CommandLine): void {
  withLimitFlags(withSettingFlags(program.command('plan')))
    .description(
      'shows what a resync would change; exits with 2 when there are changes, with 1 when something is wrong that a resync cannot fix, or would stop at',
    )
    .addOption(output('table', 'json', 'yaml', 'markdown'))
    .option('--out <file>', 'save the plan, for resync --plan')
    .option('--all', 'show every change, on a terminal too, and every remark')
    .addOption(failOn())
    .addOption(allClusters('out', 'node', 'table'))
    .addHelpText(
      'after',
      examples(
        `plan ${CLUSTER_FLAGS}`,
        'plan --all | less',
        'plan --output json',
        'plan -o markdown | gh pr comment --body-file -',
        'plan --out plan.json && podroutes resync --plan plan.json',
        'plan --fail-on none',
      ),
    )
    .action(async (options: CommonOptions & PlanOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./plan.ts')).plan));
    });
}
