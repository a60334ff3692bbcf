import {
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  failOn,
  output,
  withSettingFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithTarget } from '../../run-command.ts';
import type { ResyncOptions } from './resync.ts';

export function registerResync({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('resync'))
    .description('makes the routes what the nodes say; exits with 1 when something is left undone or wrong')
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too, and every remark')
    .addOption(failOn())
    .option('--dry-run', 'change nothing')
    .option('--force', 'even if it deletes most of the routes')
    .addHelpText('after', examples(`resync ${CLUSTER_FLAGS}`, 'resync --dry-run', 'resync --force'))
    .action(async (options: CommonOptions & ResyncOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./resync.ts')).resync));
    });
}
