import { InvalidArgumentError, Option } from 'commander';
import { INSTANCE_TYPES } from '../../acceptance/cost.ts';
import { type CommandLine, examples } from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { AcceptanceOptions } from './acceptance.ts';

function parseSeconds(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It should be a number of seconds, such as 120.');
  return Number(text);
}

export function registerAcceptance({ program, io, setExitCode }: CommandLine): void {
  program
    .command('acceptance')
    .description('AWS: tries in a sandbox account, with a network of its own, what is believed of the cloud')
    .addOption(
      new Option('--cloud <cloud>', 'found from the settings; there is nothing for gcp').choices(['aws', 'gcp']),
    )
    .option('--region <region>', 'AWS (AWS_REGION)')
    .option('--profile <name>', 'AWS (AWS_PROFILE)')
    .option('--yes', 'start without asking')
    .option('--cleanup [run]', 'only remove what an earlier run left, or all of them')
    .addOption(new Option('--instance-type <type>', 'of the two nodes').choices(INSTANCE_TYPES).default('t4g.nano'))
    .option('--availability-zone <zone>', 'by default any; not every zone has every type')
    .option('--image-id <ami>', 'by default the newest Amazon Linux 2023')
    .option(
      '--watch-terminated <seconds>',
      'how long to see whether terminated instances are listed',
      parseSeconds,
      120,
    )
    .option('--out <file>', 'where to write the report', 'podroutes-acceptance.json')
    .option('--verbose', 'tell errors with their details')
    .addHelpText('after', examples('acceptance --region us-east-1', 'acceptance --cleanup --region us-east-1'))
    .action(async (options: CommonOptions & AcceptanceOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./acceptance.ts')).acceptance));
    });
}
