import { InvalidArgumentError, Option } from 'commander';
import { AWS_TYPES, GCP_TYPES } from '../../acceptance/cost.ts';
import { type CommandLine, examples, fileIsOut } from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { AcceptanceOptions } from './acceptance.ts';

function parseSeconds(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It should be a number of seconds, such as 120.');
  return Number(text);
}

export function registerAcceptance({ program, io, setExitCode }: CommandLine): void {
  program
    .command('acceptance')
    .description('tries in a sandbox account or project, with a network of its own, what is believed of the cloud')
    .addOption(new Option('--cloud <cloud>', 'found from the settings').choices(['aws', 'gcp']))
    .option('--region <region>', 'AWS (AWS_REGION)')
    .option('--profile <name>', 'AWS (AWS_PROFILE)')
    .option('--project <project>', 'GCP (GOOGLE_CLOUD_PROJECT)')
    .option('--yes', 'start without asking')
    .option('--cleanup [run]', 'only remove what an earlier run left, or all of them')
    .option('--deployed <cluster>', 'try the function that was deployed for this cluster, which has no network yet')
    .addOption(
      new Option('--instance-type <type>', 'of the two nodes, by default the smallest').choices([
        ...AWS_TYPES,
        ...GCP_TYPES,
      ]),
    )
    .option('--availability-zone <zone>', 'AWS: by default any; not every zone has every type')
    .option('--zone <zone>', 'GCP: where the nodes are made', 'us-central1-a')
    .option('--image-id <image>', 'an AMI, or an image of GCP; by default Amazon Linux 2023, Debian 12')
    .option(
      '--watch-terminated <seconds>',
      'AWS: how long to see whether terminated instances are listed',
      parseSeconds,
      120,
    )
    .option('--out <file>', 'where to write the report', 'podroutes-acceptance.json')
    .addOption(fileIsOut())
    .option('--verbose', 'tell errors with their details')
    .addHelpText(
      'after',
      examples(
        'acceptance --region us-east-1',
        'acceptance --cloud gcp --project my-sandbox',
        'acceptance --cleanup --region us-east-1',
      ),
    )
    .action(async (options: CommonOptions & AcceptanceOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./acceptance.ts')).acceptance));
    });
}
