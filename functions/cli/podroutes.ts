import { Command, Option } from 'commander';
import { CloudError, SettingsError } from '../../shared/reconcile/errors.ts';
import { reconcile, type Request } from '../../shared/reconcile/reconcile.ts';
import type { Report } from '../../shared/reconcile/report.ts';
import { openTarget } from './target/target.ts';
import { renderReport } from './render/report.ts';
import { cloudFrom, type Flags, settingsFrom } from './settings/flags.ts';

type Options = Flags & { readonly output: 'table' | 'json'; readonly force?: boolean; readonly dryRun?: boolean };

const isUnfinished = ({ summary, errors, stopped }: Report) =>
  summary.failed > 0 || errors.length > 0 || stopped !== undefined;

async function run(options: Options, request: Request): Promise<Report> {
  const settings = settingsFrom(options, process.env);
  const { cloud, cluster } = await openTarget(cloudFrom(options, settings), settings);
  const report = await reconcile(cloud, cluster, request);
  process.stdout.write(`${options.output === 'json' ? JSON.stringify(report, null, 2) : renderReport(report)}\n`);
  return report;
}

function withSettings(command: Command): Command {
  return command
    .addOption(new Option('--cloud <cloud>', 'where the cluster is; found from the settings').choices(['aws', 'gcp']))
    .option('--cluster-name <name>', 'as in the tag kubernetes.io/cluster/NAME (CLUSTER_NAME)')
    .option('--cluster-cidr <ranges>', 'pod ranges, comma separated (CLUSTER_CIDR)')
    .option('--route-table-ids <ids>', 'AWS: instead of the tables with the tag (ROUTE_TABLE_IDS)')
    .option('--region <region>', 'AWS (AWS_REGION)')
    .option('--project <project>', 'GCP: project of the instances (GOOGLE_CLOUD_PROJECT)')
    .option('--network <network>', 'GCP: VPC network, by default the cluster name (NETWORK)')
    .option('--network-project <project>', 'GCP: host project of a Shared VPC (NETWORK_PROJECT)')
    .addOption(new Option('--output <format>', 'how to print the report').choices(['table', 'json']).default('table'));
}

function makeProgram(): Command {
  const program = new Command('podroutes').description('keeps the VPC routes of pods right, by hand');
  withSettings(program.command('plan'))
    .description('shows what a resync would change; exits with 2 when there is something')
    .action(async (options: Options) => {
      const report = await run(options, { dryRun: true });
      if (report.changes.length > 0) process.exitCode = 2;
    });
  withSettings(program.command('resync'))
    .description('makes the routes what the nodes say; exits with 1 when something is left undone')
    .option('--dry-run', 'change nothing')
    .option('--force', 'even if it deletes most of the routes')
    .action(async ({ force = false, dryRun = false, ...options }: Options) => {
      const report = await run(options, { force, dryRun });
      if (isUnfinished(report)) process.exitCode = 1;
    });
  return program;
}

try {
  await makeProgram().parseAsync();
} catch (error) {
  // What the cloud or the settings say is for people; anything else is a bug and keeps its stack.
  if (!(error instanceof CloudError) && !(error instanceof SettingsError)) throw error;
  process.stderr.write(`podroutes: ${error.message}\n`);
  process.exitCode = 1;
}
