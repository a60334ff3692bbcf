import { type CommandLine, examples, fileIsOut, withSettingFlags } from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { InitOptions } from './init.ts';

export function registerInit({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('init'))
    .description('finds the cluster in the account and writes a settings file for it')
    .option('--out <file>', 'file to write, .yaml or .json', 'podroutes.yaml')
    .addOption(fileIsOut())
    .option('--force', 'overwrite the file')
    .addHelpText('after', examples('init --region us-east-1', 'init --project my-project --out podroutes.json'))
    .action(async (options: CommonOptions & InitOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./init.ts')).init, 'cloud'));
    });
}
