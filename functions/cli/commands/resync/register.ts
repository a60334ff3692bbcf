import { Option } from 'commander';
import {
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  failOn,
  output,
  withLimitFlags,
  withSettingFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithTarget } from '../../run-command.ts';
import type { ResyncOptions } from './resync.ts';

export function registerResync({ program, io, setExitCode }: CommandLine): void {
  withLimitFlags(withSettingFlags(program.command('resync')))
    .description('makes the routes match the nodes; exits with 1 when something is left undone or wrong')
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too, and every remark')
    .addOption(failOn())
    .option('--dry-run', 'change nothing')
    .addOption(
      new Option('--plan <file>', 'carry out this file of plan --out, if it is still what is due').conflicts([
        'node',
        'table',
        'dryRun',
      ]),
    )
    .option('-y, --yes', 'delete routes without asking; without a terminal it never asks')
    .option('--force', 'resync even if that deletes most of the routes')
    .addHelpText(
      'after',
      examples(`resync ${CLUSTER_FLAGS}`, 'resync --dry-run', 'resync --node worker-1 --yes', 'resync --force'),
    )
    .action(async (options: CommonOptions & ResyncOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./resync.ts')).resync));
    });
}
