import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repeat } from '../by-hand/timing.ts';
import type { Row } from '../row.ts';
import { type RoutedFleet, startRoutedFleet } from '../unchanged/fleet.ts';
import { type ProcessFigures, runCommandLine, runFunction, runNode } from '../unchanged/processes.ts';

const REPETITIONS = 3;

const SIZES = [
  { nodes: 100, seconds: 0.5 },
  { nodes: 1000, seconds: 2 },
] as const;

/** Of user data. */
const READ = 'DescribeInstanceAttribute';

/** Of what a process keeps: garbage is collected when there is time. */
const leastMemory = (figures: readonly ProcessFigures[]) => Math.min(...figures.map(({ megabytes }) => megabytes));

/** What is slower was slowed down by something else on the machine. */
const leastTime = (figures: readonly ProcessFigures[]) => Math.min(...figures.map(({ milliseconds }) => milliseconds));

interface FleetFigures {
  readonly nodes: number;
  readonly first: number;
  readonly again: number;
  readonly reads: number;
  readonly memory: { readonly commandLine: number; readonly function: number };
}

async function measureFleet(cli: string, nodes: number, { ec2, env }: RoutedFleet): Promise<FleetFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-unchanged-'));
  try {
    const remembering = { ...env, XDG_CACHE_HOME: folder };
    const first = await repeat(REPETITIONS, () => runCommandLine(cli, ['resync', '--no-cache'], env));
    await runCommandLine(cli, ['resync'], remembering);
    ec2.calls.reset();
    const again = await repeat(REPETITIONS, () => runCommandLine(cli, ['resync'], remembering));
    const reads = ec2.calls.count(READ);
    const functions = await repeat(REPETITIONS, () => runFunction(cli, env));
    const memory = { commandLine: leastMemory(first), function: leastMemory(functions) };
    return { nodes, first: leastTime(first), again: leastTime(again), reads, memory };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

function timeRow({ nodes, first, again, reads }: FleetFigures, seconds: number): Row {
  return {
    id: `unchanged-${nodes}`,
    what: `podroutes resync of ${nodes.toLocaleString('en')} unchanged nodes, from the second time on, whole process`,
    elsewhere: `${inSeconds(first)} with --no-cache, ${nodes} reads of user data`,
    target: `<= ${seconds} s, no such read`,
    measured: `${inSeconds(again)}, ${reads} reads`,
    ratio: again / first,
    isMet: again <= seconds * 1000 && reads === 0,
    how: `A new process of the built command line on a local EC2 that answers at once; best of ${REPETITIONS}.`,
  };
}

function memoryRow(id: 'function' | 'commandLine', what: string, sizes: readonly FleetFigures[], node: number): Row {
  const peaks = sizes.map(({ nodes, memory }) => ({ nodes, megabytes: memory[id] }));
  const most = Math.max(...peaks.map(({ megabytes }) => megabytes));
  return {
    id: id === 'function' ? 'memory-lambda' : 'memory-cli',
    what: `${what}, peak memory of a resync of 100 and 1,000 nodes`,
    elsewhere: `${node.toFixed(0)} MB for Node alone; 51-61 MB cloud-provider-aws v1.37.1`,
    target: '<= 256 MB',
    measured: peaks.map(({ megabytes }) => `${megabytes.toFixed(0)} MB`).join(', '),
    ratio: most / node,
    isMet: most <= 256,
    how: `Resident set of a new process, user data read; the least of ${REPETITIONS}. The ratio is to Node alone in the same run. The controller was measured at 20 nodes, 2026-11-28.`,
  };
}

/** What a look at a cluster takes in which there is nothing to do. */
export async function measureUnchanged({ cli }: { readonly cli: string }): Promise<Row[]> {
  const sizes: FleetFigures[] = [];
  for (const { nodes } of SIZES) {
    await using fleet = await startRoutedFleet(nodes);
    sizes.push(await measureFleet(cli, nodes, fleet));
  }
  const node = leastMemory(await repeat(REPETITIONS, () => runNode(tmpdir())));
  return [
    ...SIZES.flatMap(({ nodes, seconds }) =>
      sizes.filter((each) => each.nodes === nodes).map((each) => timeRow(each, seconds)),
    ),
    memoryRow('function', 'Lambda function', sizes, node),
    memoryRow('commandLine', 'command line', sizes, node),
  ];
}
