import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bootWorker } from '../../../../../infra/local/aws.ts';
import { GCP_TUTORIAL } from '../../../../../infra/local/gcp.ts';
import { runCli } from '../../../../support/cli/run-cli.ts';
import { howMany } from '../../../../support/sample.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';
import { AWS_FAULT_CASES } from '../../doctor/support/aws-fault-cases.ts';
import { type DoctorFixture, startAwsDoctorFixture, startGcpDoctorFixture } from '../../doctor/support/fixtures.ts';
import { GCP_FAULT_CASES } from '../../doctor/support/gcp-fault-cases.ts';

const WIDTHS = [80, 60].slice(0, howMany(2, 1));

/** In the way of worker-0, outside the cluster, unreadable, and one that is only missing. */
const STATEMENTS = ['10.200.0.0/24', '10.9.0.0/24', 'banana', '10.200.77.0/24'];

const longName = (i: number) => `worker-of-the-pool-of-machines-${i}`;

const AWS_FAULTS = [
  'a foreign route to half of a range',
  'a stale route',
  'the source/dest check',
  'a security group that lets no pod in',
  'a function that failed',
  'a rule that is disabled',
  'a mapping that somebody deleted',
  'dead letters',
  'events that EventBridge could not deliver',
  'a write that the function may not do',
];

const GCP_FAULTS = [
  'a foreign route to half of a range',
  'a stale route',
  'a firewall rule that denies before',
  'a function that failed',
  'a schedule that fails',
  'dead letters',
  'triggers without dead letters',
  'a permission that you lack',
];

async function startSickAws(): Promise<DoctorFixture> {
  const fixture = await startAwsDoctorFixture({ deployed: true });
  const { ec2, cluster } = fixture;
  for (const name of AWS_FAULTS) AWS_FAULT_CASES[name]?.inject(fixture);
  for (const [i, range] of STATEMENTS.entries()) {
    const { id } = bootWorker(ec2.backend, cluster, 10 + i);
    ec2.backend.tag(id, { 'pod-cidr': range, Name: longName(i) });
  }
  ec2.settle();
  return fixture;
}

async function startSickGcp(): Promise<DoctorFixture> {
  const fixture = await startGcpDoctorFixture({ deployed: true });
  const { backend } = fixture.gce;
  for (const name of GCP_FAULTS) GCP_FAULT_CASES[name]?.inject(fixture);
  const { zone, subnet } = GCP_TUTORIAL;
  for (const [i, range] of STATEMENTS.entries()) {
    const place = { name: longName(i), zone, subnet, ip: `10.240.0.${50 + i}`, canIpForward: true };
    backend.createInstance({ ...place, metadata: { 'pod-cidr': range } });
  }
  return fixture;
}

const READING = [
  'nodes -o wide',
  'routes -o wide',
  'plan',
  'adopt --dry-run',
  'doctor',
  'explain 10.200.0.0/24',
  'explain worker-0 worker-1',
  'status',
  'invoke plan',
];

const OTHERS = [
  '--help',
  'plan --help',
  'plan --output nonsense',
  'plan --out a-plan-in-a-file-with-a-name-that-fills-a-line.json',
  'plan --node nobody-has-this-name,and-nobody-will-ever-have-that-name-either',
  'resync --plan there-is-no-such-file.json',
  'apply',
  'init',
  'init',
  'logs --since 5m',
  'resync --yes',
];

const COMMAND_LINE = /^ *(?:\$|#|podroutes) /;

/** Lines that are wider than `columns`, but for commands, and for what is one word: nobody could copy its pieces. */
function tooWide(text: string, columns: number): string[] {
  const lines = stripVTControlCharacters(text).split('\n');
  const isOneWord = (line: string) => !line.replace(/^ *(?:[-!] )?/, '').includes(' ');
  const isQuotedCommand = (line: string) => /^ *"podroutes [^"]*"$/.test(line);
  return lines
    .filter((line) => line.length > columns)
    .filter((line) => !COMMAND_LINE.test(line) && !isOneWord(line) && !isQuotedCommand(line));
}

/** Cells of a row may stand beside or below each other. */
const wordsOf = (text: string) => stripVTControlCharacters(text).split(/\s+/).toSorted();

/** A route that is replaced leads to a node, which is told by its name alone. */
const withShortNames = (plan: string) => plan.replaceAll(/^(~ \S+ +)\S+ \((\S+)\) ->/gm, '$1$2 ->');

/** What is the same in several rows may be told once above them, with a colon: these tables are looked at without repetitions. */
const TABLES = /^(?:nodes|routes|plan|adopt|invoke)\b/;
const differentWordsOf = (text: string) => [...new Set(wordsOf(text).map((word) => word.replace(/\):$/, ')')))];

describe.each([
  ['aws', startSickAws],
  ['gcp', startSickGcp],
] as const)('what people see of a cluster on %s in which much is wrong', { timeout: 60_000 }, (_, start) => {
  it('is no wider than their terminal; a pipe gets the same words, a line for each sentence', async () => {
    const { env } = await start();
    const time = { now: () => 0 };
    for (const command of READING) {
      const argv = command.split(' ');
      const piped = await runCli(argv, { env, time });
      for (const columns of WIDTHS) {
        const shown = await runCli(argv, { env, time, isTerminal: true, columns });
        expect(tooWide(shown.stdout + shown.stderr, columns), command).toEqual([]);
        if (TABLES.test(command)) {
          expect(differentWordsOf(shown.stdout).toSorted(), command).toEqual(
            differentWordsOf(withShortNames(piped.stdout)).toSorted(),
          );
        } else expect(wordsOf(shown.stdout), command).toEqual(wordsOf(piped.stdout));
      }
    }
  });

  it('is no wider where they make a mistake or change something', async () => {
    const { env } = await start();
    const folder = await temporaryFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    for (const command of OTHERS) {
      const options = { env, isTerminal: true, columns: 80, folder: folder.path };
      const { stdout, stderr } = await runCli(command.split(' '), options);
      expect(tooWide(stdout + stderr, 80), command).toEqual([]);
    }
  });
});
