import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_FAIL_ON, FAIL_ON_CHOICES, parseFailOn } from '../commands/fail-on-flag.ts';
import type { Io } from '../io.ts';
import { COLOUR_CHOICES } from '../render/terminal/colour-choice.ts';

/** Where commands are registered, and what they run with. */
export interface CommandLine {
  readonly program: Command;
  readonly io: Io;
  readonly setExitCode: (code: number) => void;
}

export const CLUSTER_FLAGS = '--cluster-name lab --cluster-cidr 10.200.0.0/16';

export const examples = (...lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  podroutes ${line}`).join('\n')}`;

export const output = (...formats: readonly string[]) =>
  new Option('-o, --output <format>', 'how to print the result').choices(formats);

/** Of a command that writes a file and prints no result: what other programs call its `--out`. */
export const fileIsOut = () =>
  new Option('-o, --output <file>').hideHelp().argParser(() => {
    throw new InvalidArgumentError('Here the file is named with --out <file>.');
  });

export const failOn = () =>
  new Option('--fail-on <kinds>', 'what exits with 1: some of these with commas between them, or none')
    .choices(FAIL_ON_CHOICES)
    .default(DEFAULT_FAIL_ON, DEFAULT_FAIL_ON.join(','))
    .argParser(parseFailOn);

const ONE_CLUSTER = ['clusterName', 'clusterCidr', 'routeTableIds', 'network'];

/** @param others flags that are about one cluster only */
export const allClusters = (...others: readonly string[]) =>
  new Option(
    '--all-clusters',
    'every cluster of the account and region, or of the project, one after another',
  ).conflicts([...ONE_CLUSTER, ...others]);

/** So often a network may be read by somebody who watches: each look costs a handful of calls, which the functions share. */
const MIN_INTERVAL = 5;
const DEFAULT_INTERVAL = 15;

/** Stands in the help of every `--interval`. */
export const AT_LEAST = `at least ${MIN_INTERVAL}`;

export function parseInterval(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,5}$/.test(text) && seconds >= MIN_INTERVAL) return seconds;
  throw new InvalidArgumentError(`It should be a number of seconds, ${MIN_INTERVAL} or more.`);
}

export function withWatchFlags(command: Command): Command {
  return command
    .option('-w, --watch', 'read again and print the lines that have changed, until Ctrl-C')
    .option('--interval <seconds>', `pause between two reads of --watch, ${AT_LEAST}`, parseInterval, DEFAULT_INTERVAL);
}

/** Flags that limit what is planned. */
export function withLimitFlags(command: Command): Command {
  return command
    .option('--node <names...>', 'only routes to or from these nodes: names, ids or internal addresses')
    .option('--table <ids...>', 'only routes in these route tables');
}

/** The flags of every command on a cluster. */
export function withSettingFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--cloud <cloud>', 'cloud of the cluster; by default from the other settings').choices(['aws', 'gcp']),
    )
    .option('--cluster-name <name>', 'cluster, as in the tag kubernetes.io/cluster/NAME (CLUSTER_NAME)')
    .option('--cluster-cidr <ranges>', 'pod ranges, comma separated (CLUSTER_CIDR)')
    .option(
      '--node-cidr-mask-size-ipv4 <length>',
      'prefix length of ranges for nodes that ask, by default 24 (NODE_CIDR_MASK_SIZE_IPV4)',
    )
    .option('--node-cidr-mask-size-ipv6 <length>', 'the same for IPv6, by default 64 (NODE_CIDR_MASK_SIZE_IPV6)')
    .option('--route-table-ids <ids>', 'AWS: route tables, instead of those with the tag (ROUTE_TABLE_IDS)')
    .option('--region <region>', 'AWS: region of the cluster (AWS_REGION)')
    .option('--profile <name>', "AWS: profile of the AWS CLI's files (AWS_PROFILE)")
    .option('--project <project>', 'GCP: project of the instances (GOOGLE_CLOUD_PROJECT)')
    .option('--network <network>', 'GCP: VPC network, by default the cluster name (NETWORK)')
    .option('--network-project <project>', 'GCP: host project of a Shared VPC (NETWORK_PROJECT)')
    .option(
      '--config <file>',
      'settings file; by default podroutes.yaml or podroutes.json here, or in the nearest folder above',
    )
    .option('--no-cache', 'AWS: read the user data of all instances, and cache nothing')
    .addOption(new Option('--color <when>', 'by default on a terminal; see also NO_COLOR').choices(COLOUR_CHOICES))
    .option('--verbose', 'show errors with their details');
}
