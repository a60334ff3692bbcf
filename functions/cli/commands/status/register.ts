import {
  allClusters,
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  output,
  withSettingFlags,
  withWatchFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { StatusOptions } from './status.ts';

export function registerStatus({ program, io, setExitCode }: CommandLine): void {
  withWatchFlags(withSettingFlags(program.command('status')))
    .description('tells in a few lines how the cluster is; exits with 1 when something is wrong or could not be read')
    .addOption(output('table', 'json', 'yaml'))
    .addOption(allClusters('watch'))
    .addHelpText('after', examples(`status ${CLUSTER_FLAGS}`, 'status -o json | jq .routes'))
    .action(async (options: CommonOptions & StatusOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./status.ts')).status));
    });
}
