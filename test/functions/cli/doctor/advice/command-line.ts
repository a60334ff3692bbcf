import type { Io, Output } from '../../../../../functions/cli/io.ts';
import { podroutes } from '../../../../../functions/cli/program.ts';
import { AWS_TUTORIAL } from '../../../../../infra/local/aws.ts';
import type { Clock } from '../../../../../shared/reconcile/cloud/clock.ts';
import { NOWHERE } from '../../../../support/cli/nowhere.ts';

/** No credentials, endpoints or settings of the machine. */
const ISOLATED = {
  AWS_EC2_METADATA_DISABLED: 'true',
  METADATA_SERVER_DETECTION: 'none',
  AWS_CONFIG_FILE: `${NOWHERE}/config`,
  AWS_SHARED_CREDENTIALS_FILE: `${NOWHERE}/credentials`,
  CLOUDSDK_CONFIG: NOWHERE,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

export const environment = (more: Readonly<Record<string, string>>): Record<string, string> => ({
  CLUSTER_NAME: AWS_TUTORIAL.cluster,
  CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr,
  ...ISOLATED,
  ...more,
});

/** Nothing else happens meanwhile, so whoever sleeps is awake at once, that much later. */
function eagerClock(): Clock {
  let slept = 0;
  return { now: () => Date.now() + slept, sleep: async (milliseconds) => void (slept += milliseconds) };
}

function collector(): { output: Output; text: () => string } {
  let text = '';
  const write = (more: string) => (text += more);
  return { output: { write, isTerminal: false, hasColours: false, columns: 120 }, text: () => text };
}

/** The local clouds always answer, also where this process hardly gets a processor: nothing of it may count as silence. */
const NO_HURRY = 3_600_000;

/** Runs our command line in this process and environment: the SDK reads the process's own. One at a time. */
export async function runCommandLine(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const before = new Map(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  const [stdout, stderr] = [collector(), collector()];
  const io: Io = {
    stdout: stdout.output,
    stderr: stderr.output,
    env,
    cwd: NOWHERE,
    runtime: eagerClock(),
    requestTimeout: NO_HURRY,
    onInterrupt: () => () => {},
  };
  try {
    const code = await podroutes(argv, io);
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
