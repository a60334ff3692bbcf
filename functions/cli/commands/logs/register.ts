import { Option } from 'commander';
import { type CommandLine, examples, output, withSettingFlags } from '../../command-line/options.ts';
import { parseSince } from '../../logs/since.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { LogsOptions } from './logs.ts';

const since = () =>
  new Option('--since <when>', 'how far back: a duration, such as 10m or 2d, or a time, such as 2026-01-31T10:00Z')
    .default(parseSince('1h'), '1h')
    .argParser(parseSince);

export function registerLogs({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('logs'))
    .description('prints what the deployed function has logged, a line for each decision')
    .option('-f, --follow', 'go on with what it logs from now on, until Ctrl-C')
    .addOption(since())
    .option('--node <names...>', 'only lines that name one of these nodes, by its name or id')
    .addOption(output('text', 'json'))
    .addHelpText('after', examples('logs -f', 'logs --since 1d --node worker-1', 'logs -o json | jq .message'))
    .action(async (options: CommonOptions & LogsOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./logs.ts')).logs));
    });
}
