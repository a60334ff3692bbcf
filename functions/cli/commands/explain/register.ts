import { Argument, Option } from 'commander';
import { type CommandLine, examples, output, withSettingFlags } from '../../command-line/options.ts';
import { PROTOCOLS } from '../../doctor/analyze/protocols.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { ExplainOptions } from './explain.ts';

/** What is no argument of `explain`. */
type ExplainFlags = Omit<ExplainOptions, 'source' | 'destination'>;

export function registerExplain({ program, io, setExitCode }: CommandLine): void {
  const what = "a pod's address, a range, or the name or id of an instance";
  withSettingFlags(program.command('explain'))
    .addArgument(new Argument('<source>', what))
    .addArgument(new Argument('[destination]', 'the same; without it, the path from every node to <source>'))
    .description('shows the path of packets between pods, hop by hop; exits with 1 when a hop is broken')
    .addOption(new Option('--protocol <protocol>', 'only this protocol; by default all three').choices(PROTOCOLS))
    .addOption(output('table', 'json', 'yaml'))
    .addHelpText(
      'after',
      examples(
        'explain 10.200.0.5 10.200.1.7',
        'explain worker-0 worker-1 --protocol tcp',
        'explain 10.200.1.7 --output json',
      ),
    )
    .action(async (source: string, destination: string | undefined, options: CommonOptions & ExplainFlags) => {
      const question = { ...options, source, destination };
      setExitCode(await runWithSettings(question, io, async () => (await import('./explain.ts')).explain));
    });
}
