import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { AcceptanceOptions } from './commands/acceptance.ts';
import type { AdoptOptions } from './commands/adopt.ts';
import { DEFAULT_FAIL_ON, parseFailOn } from './commands/fail-on.ts';
import type { DoctorOptions } from './commands/doctor.ts';
import type { ExplainOptions } from './commands/explain.ts';
import type { InitOptions } from './commands/init.ts';
import type { MapOptions } from './commands/map.ts';
import type { NodesOptions } from './commands/nodes.ts';
import type { PlanOptions } from './commands/plan.ts';
import type { ResyncOptions } from './commands/resync.ts';
import { INSTANCE_TYPES } from './acceptance/cost.ts';
import type { RoutesOptions } from './commands/routes.ts';
import { moveFlagsBehindCommand } from './command-line/flags-first.ts';
import { addHabits } from './command-line/habits.ts';
import { candidates } from './completion/candidates.ts';
import type { StatusOptions } from './commands/status.ts';
import { COMPLETION_SCRIPTS, SHELLS } from './completion/scripts.ts';
import { PROTOCOLS } from './doctor/analyze/protocols.ts';
import type { Io } from './io.ts';
import { sanitizedIo } from './render/sanitize.ts';
import { type CommonOptions, runWithSettings, runWithTarget } from './run-command.ts';

const CLUSTER_FLAGS = '--cluster-name kubernetes-the-hard-way --cluster-cidr 10.200.0.0/16';

const examples = (...lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  podroutes ${line}`).join('\n')}`;

const output = (...formats: readonly string[]) =>
  new Option('-o, --output <format>', 'how to print the result').choices(formats);

const failOn = () =>
  new Option('--fail-on <kinds>', 'what exits with 1: some of refused,conflicts,without-range,unstated, or none')
    .default(DEFAULT_FAIL_ON, DEFAULT_FAIL_ON.join(','))
    .argParser(parseFailOn);

function withSettingFlags(command: Command): Command {
  return command
    .addOption(new Option('--cloud <cloud>', 'where the cluster is; found from the settings').choices(['aws', 'gcp']))
    .option('--cluster-name <name>', 'as in the tag kubernetes.io/cluster/NAME (CLUSTER_NAME)')
    .option('--cluster-cidr <ranges>', 'pod ranges, comma separated (CLUSTER_CIDR)')
    .option(
      '--node-cidr-mask-size-ipv4 <length>',
      'of ranges given to nodes that ask, by default 24 (NODE_CIDR_MASK_SIZE_IPV4)',
    )
    .option('--node-cidr-mask-size-ipv6 <length>', 'the same for IPv6, by default 64 (NODE_CIDR_MASK_SIZE_IPV6)')
    .option('--route-table-ids <ids>', 'AWS: instead of the tables with the tag (ROUTE_TABLE_IDS)')
    .option('--region <region>', 'AWS (AWS_REGION)')
    .option('--profile <name>', 'AWS (AWS_PROFILE)')
    .option('--project <project>', 'GCP: project of the instances (GOOGLE_CLOUD_PROJECT)')
    .option('--network <network>', 'GCP: VPC network, by default the cluster name (NETWORK)')
    .option('--network-project <project>', 'GCP: host project of a Shared VPC (NETWORK_PROJECT)')
    .option(
      '--config <file>',
      'settings file; by default podroutes.yaml or podroutes.json here, or in the nearest folder above',
    )
    .option('--verbose', 'tell errors with their details');
}

/** What is no argument of `explain`. */
type ExplainFlags = Omit<ExplainOptions, 'source' | 'destination'>;

type SetExitCode = (code: number) => void;

function addListCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  withSettingFlags(program.command('nodes').argument('[names...]', 'only these: names, ids or internal addresses'))
    .description('lists the nodes: internal address and pod CIDR; on a terminal also state, age and status')
    .addOption(output('table', 'wide', 'json', 'yaml'))
    .addHelpText(
      'after',
      examples(`nodes ${CLUSTER_FLAGS}`, 'nodes -o wide', 'nodes worker-1 -o yaml', 'nodes -o json | jq .nodes'),
    )
    .action(async (names: string[], options: CommonOptions & NodesOptions) => {
      const load = async () => (await import('./commands/nodes.ts')).nodes;
      setExitCode(await runWithTarget({ ...options, names }, io, load));
    });
  withSettingFlags(
    program.command('routes').argument('[ranges...]', 'only routes into these ranges, or to these addresses'),
  )
    .description("lists the routes as the cloud's own command does; on a terminal with node, state, age and status")
    .addOption(output('table', 'wide', 'json', 'yaml'))
    .addHelpText(
      'after',
      examples(
        `routes ${CLUSTER_FLAGS}`,
        'routes -o wide',
        'routes 10.200.1.0/24 -o wide',
        'routes --cloud gcp -o table',
      ),
    )
    .action(async (ranges: string[], options: CommonOptions & RoutesOptions) => {
      const load = async () => (await import('./commands/routes.ts')).routes;
      setExitCode(await runWithTarget({ ...options, ranges }, io, load));
    });
}

function addMapCommand(program: Command, io: Io, setExitCode: SetExitCode): void {
  withSettingFlags(program.command('map'))
    .description('writes a page that shows the cluster CIDR block by block, to open in a browser')
    .option('--out <file>', 'where to write; - is standard output', 'routes.html')
    .addHelpText(
      'after',
      examples(`map ${CLUSTER_FLAGS}`, 'map --out routes.html', 'map --out - | gzip > routes.html.gz'),
    )
    .action(async (options: CommonOptions & MapOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./commands/map.ts')).map));
    });
}

function addReconcileCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  withSettingFlags(program.command('plan'))
    .description(
      'shows what a resync would change; exits with 2 when there is something, with 1 when something is wrong that no resync changes',
    )
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too, and every remark')
    .addOption(failOn())
    .addHelpText(
      'after',
      examples(`plan ${CLUSTER_FLAGS}`, 'plan --all | less', 'plan --output json', 'plan --fail-on none'),
    )
    .action(async (options: CommonOptions & PlanOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./commands/plan.ts')).plan));
    });
  withSettingFlags(program.command('resync'))
    .description('makes the routes what the nodes say; exits with 1 when something is left undone or wrong')
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too, and every remark')
    .addOption(failOn())
    .option('--dry-run', 'change nothing')
    .option('--force', 'even if it deletes most of the routes')
    .addHelpText('after', examples(`resync ${CLUSTER_FLAGS}`, 'resync --dry-run', 'resync --force'))
    .action(async (options: CommonOptions & ResyncOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./commands/resync.ts')).resync));
    });
  withSettingFlags(program.command('adopt'))
    .description('GCP: takes over routes that others made and that lead to the right nodes, without a gap')
    .addOption(output('table', 'json', 'yaml'))
    .option('--all', 'show every change, on a terminal too')
    .option('--dry-run', 'change nothing')
    .addHelpText('after', examples(`adopt ${CLUSTER_FLAGS} --dry-run`, 'adopt', 'adopt --output json'))
    .action(async (options: CommonOptions & AdoptOptions) => {
      setExitCode(await runWithTarget(options, io, async () => (await import('./commands/adopt.ts')).adopt));
    });
}

function addInitCommand(program: Command, io: Io, setExitCode: SetExitCode): void {
  withSettingFlags(program.command('init'))
    .description('looks at the account and writes a settings file for the cluster that it finds')
    .option('--out <file>', 'where to write, .yaml or .json', 'podroutes.yaml')
    .option('--force', 'overwrite the file')
    .addHelpText('after', examples('init --region us-east-1', 'init --project my-project --out podroutes.json'))
    .action(async (options: CommonOptions & InitOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./commands/init.ts')).init, 'cloud'));
    });
}

function addDoctorCommand(program: Command, io: Io, setExitCode: SetExitCode): void {
  withSettingFlags(program.command('doctor'))
    .description('finds out why pods cannot talk and what mends it; exits with 1 when something is broken')
    .addOption(output('table', 'json', 'yaml'))
    .addHelpText('after', examples(`doctor ${CLUSTER_FLAGS}`, 'doctor --output json | jq .findings'))
    .action(async (options: CommonOptions & DoctorOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./commands/doctor.ts')).doctor));
    });
}

function parseSeconds(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It should be a number of seconds, such as 120.');
  return Number(text);
}

function addAcceptanceCommand(program: Command, io: Io, setExitCode: SetExitCode): void {
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
      setExitCode(
        await runWithSettings(options, io, async () => (await import('./commands/acceptance.ts')).acceptance),
      );
    });
}

function addExplainCommand(program: Command, io: Io, setExitCode: SetExitCode): void {
  const what = "a pod's address, a range, or the name or id of an instance";
  withSettingFlags(program.command('explain'))
    .addArgument(new Argument('<source>', what))
    .addArgument(new Argument('[destination]', "the same; without it, everybody's way to <source> is explained"))
    .description('tells the way of packets between pods, hop by hop; exits with 1 when it is broken')
    .addOption(new Option('--protocol <protocol>', 'only this one; by default all three').choices(PROTOCOLS))
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
      setExitCode(await runWithSettings(question, io, async () => (await import('./commands/explain.ts')).explain));
    });
}

function addStatusCommand(program: Command, io: Io, setExitCode: SetExitCode): void {
  withSettingFlags(program.command('status'))
    .description('tells in a few lines how the cluster is; exits with 1 when something is wrong or could not be read')
    .addOption(output('table', 'json', 'yaml'))
    .addHelpText('after', examples(`status ${CLUSTER_FLAGS}`, 'status -o json | jq .routes'))
    .action(async (options: CommonOptions & StatusOptions) => {
      setExitCode(await runWithSettings(options, io, async () => (await import('./commands/status.ts')).status));
    });
}

function addCompletionCommand(program: Command, io: Io): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'bash, zsh or fish').choices(SHELLS))
    .description('prints a script that completes commands and flags in your shell')
    .addHelpText('after', examples('completion bash >> ~/.bashrc', 'completion zsh > "${fpath[1]}/_podroutes"'))
    .action((shell: (typeof SHELLS)[number]) => void io.stdout.write(COMPLETION_SCRIPTS[shell]));
}

/** Answers a shell's script. `args` are a `--`, which commander would take for its own, and the words that were typed. */
function printCandidates(program: Command, [, ...words]: readonly string[], { stdout }: Io): void {
  for (const { word, meaning } of candidates(program, words)) stdout.write(`${word}\t${meaning}\n`);
}

/** Runs one command line. Answers the exit code: 0 fine or in sync, 1 failed or something is wrong, 2 `plan` found changes. */
export async function podroutes(argv: readonly string[], rawIo: Io): Promise<number> {
  const io = sanitizedIo(rawIo);
  let exitCode = 0;
  const setExitCode = (result: number) => void (exitCode = result);
  const program = new Command('podroutes')
    .description('keeps the VPC routes of pods right, by hand')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    })
    .addHelpText('after', examples(`plan ${CLUSTER_FLAGS}`, 'init', 'doctor'));
  addListCommands(program, io, setExitCode);
  addMapCommand(program, io, setExitCode);
  addReconcileCommands(program, io, setExitCode);
  addDoctorCommand(program, io, setExitCode);
  addExplainCommand(program, io, setExitCode);
  addStatusCommand(program, io, setExitCode);
  addInitCommand(program, io, setExitCode);
  addAcceptanceCommand(program, io, setExitCode);
  addCompletionCommand(program, io);
  program
    .command('version')
    .description('prints the version')
    .action(() => void io.stdout.write(`${manifest.version}\n`));
  addHabits(program, io, setExitCode);
  try {
    if (argv[0] === 'complete') printCandidates(program, argv.slice(1), io);
    else await program.parseAsync(moveFlagsBehindCommand(program, argv), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode;
  }
  return exitCode;
}
