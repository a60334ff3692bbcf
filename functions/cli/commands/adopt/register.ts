import { type CommandLine, CLUSTER_FLAGS, examples, output, withSettingFlags } from '../../command-line/options.ts';
import { type CommonOptions, runWithTarget } from '../../run-command.ts';
import type { AdoptOptions } from './adopt.ts';

export function registerAdopt({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('adopt'))
    .description('GCP: takes over correct routes made by others, without a gap')
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too')
    .option('--dry-run', 'change nothing')
    .addHelpText('after', examples(`adopt ${CLUSTER_FLAGS} --dry-run`, 'adopt', 'adopt --output json'))
    .action(async (options: CommonOptions & AdoptOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./adopt.ts')).adopt));
    });
}
