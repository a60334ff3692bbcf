import { Argument } from 'commander';
import { type CommandLine, examples, failOn, output, withSettingFlags } from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { InvokeOptions } from './invoke.ts';

export function registerInvoke({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('invoke'))
    .addArgument(new Argument('<action>', 'what the deployed function does').choices(['plan', 'resync']))
    .description('makes the deployed function plan or resync, and shows its report; exits as plan and resync do')
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too, and every remark')
    .addOption(failOn())
    .option('--force', 'resync even if that deletes most of the routes')
    .addHelpText('after', examples('invoke plan', 'invoke resync -o json'))
    .action(async (action: InvokeOptions['action'], options: CommonOptions & Omit<InvokeOptions, 'action'>) => {
      const load = async () => (await import('./invoke.ts')).invoke;
      setExitCode(await runWithSettings({ ...options, action }, io, load));
    });
}
