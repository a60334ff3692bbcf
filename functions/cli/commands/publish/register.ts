import {
  AT_LEAST,
  CLUSTER_FLAGS,
  type CommandLine,
  examples,
  output,
  parseInterval,
  withSettingFlags,
} from '../../command-line/options.ts';
import { type CommonOptions, runWithSettings } from '../../run-command.ts';
import type { PublishOptions } from './publish.ts';

/** Seconds: what a watch tells needs no other look. */
const DEFAULT_INTERVAL = 300;

export function registerPublish({ program, io, setExitCode }: CommandLine): void {
  withSettingFlags(program.command('publish'))
    .description(
      'writes the ranges that Kubernetes gave to its nodes to their instances; exits with 1 when one is left alone or fails',
    )
    .addOption(output('table', 'json', 'yaml'))
    .option('--dry-run', 'change nothing')
    .option('--watch', 'go on until it is ended, a line for each decision')
    .option(
      '--interval <seconds>',
      `with --watch, between looks when nothing changes, ${AT_LEAST}`,
      parseInterval,
      DEFAULT_INTERVAL,
    )
    .option('--network-condition', "also set the nodes' condition NetworkUnavailable, as a route controller does")
    .option('--health-address <address>', 'with --watch, where /livez and /readyz are', '127.0.0.1:10280')
    .option('--kubeconfig <file>', 'by default KUBECONFIG, ~/.kube/config, or the account of the Pod')
    .option('--context <name>', 'of the kubeconfig; by default the current one')
    .addHelpText(
      'after',
      examples(`publish ${CLUSTER_FLAGS} --dry-run`, 'publish', 'publish --watch --network-condition'),
    )
    .action(async (options: CommonOptions & PublishOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./publish.ts')).publish));
    });
}
