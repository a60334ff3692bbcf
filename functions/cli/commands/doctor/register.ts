import {
  allClusters,
  type CommandLine,
  CLUSTER_FLAGS,
  examples,
  output,
  withSettingFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { DoctorOptions } from './doctor.ts';

export function registerDoctor({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('doctor'))
    .description('finds why pods cannot reach each other and how to fix it; exits with 1 when something is broken')
    .addOption(output('table', 'json', 'yaml'))
    .addOption(allClusters())
    .addHelpText('after', examples(`doctor ${CLUSTER_FLAGS}`, 'doctor --output json | jq .findings'))
    .action(async (options: CommonOptions & DoctorOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./doctor.ts')).doctor));
    });
}
