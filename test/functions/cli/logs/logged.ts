import type { CallLog, FaultInjector } from '../../../../infra/local/simulation.ts';
import { type CliResult, runCli } from '../../../support/cli/run-cli.ts';
import { startAwsDoctorFixture, startGcpDoctorFixture } from '../doctor/support/fixtures.ts';

/** When all of it happens. */
export const NOW = Date.parse('2026-03-01T12:00:00Z');

type Level = 'info' | 'warn' | 'error';

/** A deployed function that has logged nothing yet. */
export interface Logged {
  readonly env: Readonly<Record<string, string>>;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
  /** The call that reads the log. */
  readonly action: string;
  /** Has the function log a line. */
  readonly write: (time: number, level: Level, fields: object, message: string) => void;
  /** Has its platform do so. */
  readonly writePlatform: (time: number, text: string) => void;
}

async function loggedOnAws(): Promise<Logged> {
  const { ec2, env } = await startAwsDoctorFixture({ deployed: true });
  const group = ec2.services.logGroups.get('/aws/lambda/podroutes-kubernetes-the-hard-way');
  if (group === undefined) throw new Error('there is no log group');
  const { faults, calls } = ec2;
  return {
    env,
    faults,
    calls,
    action: 'logs:FilterLogEvents',
    write: (time, level, fields, message) =>
      group.write(`${JSON.stringify({ level, time: new Date(time).toISOString(), ...fields, message })}\n`, time),
    writePlatform: (time, text) => group.write(text, time),
  };
}

export const GCP_ORIGIN = {
  project: 'podroutes-local',
  service: 'podroutes-kubernetes-the-hard-way',
  location: 'us-west1',
};

const SEVERITIES = { info: 'INFO', warn: 'WARNING', error: 'ERROR' };

async function loggedOnGcp(): Promise<Logged> {
  const { gce, env } = await startGcpDoctorFixture({ deployed: true });
  const { logEntries } = gce.services;
  const { faults, calls } = gce;
  return {
    env,
    faults,
    calls,
    action: 'logging.logEntries.list',
    write: (milliseconds, level, fields, message) => {
      const time = new Date(milliseconds).toISOString();
      logEntries.write(GCP_ORIGIN, JSON.stringify({ severity: SEVERITIES[level], time, ...fields, message }));
    },
    writePlatform: (time, textPayload) =>
      logEntries.add(GCP_ORIGIN, 'varlog/system', {
        textPayload,
        severity: 'ERROR',
        time: new Date(time).toISOString(),
      }),
  };
}

export const startLogged = { aws: loggedOnAws, gcp: loggedOnGcp };

/** At NOW, in a time that passes only for whoever sleeps. */
export function passingTime() {
  let time = NOW;
  const sleeps: number[] = [];
  const sleep = async (milliseconds: number) => {
    time += milliseconds;
    sleeps.push(milliseconds);
  };
  return { now: () => time, sleep, sleeps };
}

export const readLogs = ({ env }: Logged, ...argv: readonly string[]): Promise<CliResult> =>
  runCli(['logs', ...argv], { env, time: passingTime() });

/** Follows a log. One of `steps` happens between two looks; after the last look comes Ctrl-C. */
export async function followLogs(
  { env }: Logged,
  argv: readonly string[],
  ...steps: readonly ((now: number) => void)[]
): Promise<CliResult> {
  let interrupt = () => {};
  let time = NOW;
  let at = 0;
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    time += milliseconds;
    // The pauses between pages and tries are shorter.
    if (milliseconds !== 5000) return;
    const step = steps[at];
    at += 1;
    if (step === undefined) interrupt();
    else step(time);
    if (signal?.aborted === true) throw signal.reason;
  };
  const onInterruptible = (listener: () => void) => void (interrupt = listener);
  return runCli(['logs', '--follow', ...argv], { env, time: { now: () => time, sleep }, onInterruptible });
}

export const linesOf = ({ stdout }: CliResult): string[] => stdout.split('\n').slice(0, -1);
