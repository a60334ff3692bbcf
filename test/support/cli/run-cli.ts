import { vi } from 'vitest';
import type { Io, Output } from '../../../functions/cli/io.ts';
import { podroutes } from '../../../functions/cli/program.ts';
import { AWS_TUTORIAL, type LocalEc2 } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL, type LocalGce } from '../../../infra/local/gcp.ts';
import { type Clock, SYSTEM_CLOCK } from '../../../shared/reconcile/cloud/clock.ts';
import { NOWHERE } from './nowhere.ts';

/** What a command left behind. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Where user data is remembered; nowhere by default. */
  readonly cacheFolder?: string;
  /** Whether people look at both streams. */
  readonly isTerminal?: boolean;
  /** How wide that terminal is. */
  readonly columns?: number;
  /** Milliseconds that a request may take. */
  readonly requestTimeout?: number;
  /** What of the time is not real. */
  readonly time?: Partial<Clock>;
  /** Is given what Ctrl-C would call, as soon as a command waits for it. */
  readonly onInterruptible?: (interrupt: () => void) => void;
  /** Is given each piece of the standard output as it comes. */
  readonly onOutput?: (text: string) => void;
  /** Whoever is there to be asked. */
  readonly confirm?: (question: string) => Promise<boolean>;
}

/** No credentials, endpoints or settings of the machine that the tests run on, and no look for any on the network. */
const NO_CREDENTIALS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  METADATA_SERVER_DETECTION: 'none',
  AWS_CONFIG_FILE: `${NOWHERE}/config`,
  AWS_SHARED_CREDENTIALS_FILE: `${NOWHERE}/credentials`,
  CLOUDSDK_CONFIG: NOWHERE,
};

const ISOLATED_VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID'];

function outputCollector(
  { isTerminal = false, columns = 120 }: CliOptions,
  onOutput: (text: string) => void = () => {},
): { output: Output; text: () => string } {
  let text = '';
  const write = (more: string) => {
    text += more;
    onOutput(more);
  };
  const output = { write, isTerminal, hasColours: isTerminal, columns };
  return { output, text: () => text };
}

/** Commands that run now; the last one to end puts the environment back. */
let running = 0;

/** Runs a command line in this process, as a shell would with that environment and no other. At once only with one environment. */
export async function runCli(argv: readonly string[], terminal: CliOptions = {}): Promise<CliResult> {
  const {
    env = {},
    folder: cwd = NOWHERE,
    cacheFolder,
    time,
    onInterruptible,
    requestTimeout,
    confirm,
    onOutput,
  } = terminal;
  const [out, err] = [outputCollector(terminal, onOutput), outputCollector(terminal)];
  const io: Io = {
    stdout: out.output,
    stderr: err.output,
    env,
    cwd,
    cacheFolder,
    runtime: { ...SYSTEM_CLOCK, ...time },
    requestTimeout,
    onInterrupt: (listener) => {
      onInterruptible?.(listener);
      return () => {};
    },
    confirm,
  };
  running += 1;
  // The AWS SDK reads credentials and endpoint from the process, not from us.
  for (const name of [...ISOLATED_VARIABLES, 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, env[name]);
  for (const [name, value] of Object.entries(NO_CREDENTIALS)) vi.stubEnv(name, env[name] ?? value);
  try {
    const code = await podroutes(argv, io);
    return { code, stdout: out.text(), stderr: err.text() };
  } finally {
    running -= 1;
    if (running === 0) vi.unstubAllEnvs();
  }
}

/** Time in which whoever sleeps is awake again at once, that much later. For what waits for nothing else meanwhile. */
export function sleepless(): Clock {
  let time = 0;
  return { now: () => time, sleep: async (milliseconds) => (time += milliseconds) };
}

const TUTORIAL_CLUSTER = { CLUSTER_NAME: AWS_TUTORIAL.cluster, CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr };

/** The environment for a command that works on the lab's cluster in a local EC2. */
export function awsEnv({ url }: LocalEc2): Record<string, string> {
  return {
    ...TUTORIAL_CLUSTER,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** The same in a local Compute Engine. */
export function gcpEnv({ url }: LocalGce): Record<string, string> {
  return { ...TUTORIAL_CLUSTER, COMPUTE_API_ENDPOINT: url, GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project };
}
