import { podroutes } from '../../functions/cli/program.ts';
import type { Io } from '../../functions/cli/io.ts';
import {
  bootWorker,
  AWS_TUTORIAL,
  type LocalEc2,
  seedTutorialCluster as seedAws,
  startLocalEc2,
} from '../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialCluster as seedGcp, startLocalGce } from '../../infra/local/gcp.ts';
import { SYSTEM_CLOCK } from '../../shared/reconcile/cloud/clock.ts';
import { NOWHERE } from '../support/cli/nowhere.ts';

/** A cluster to run commands on, in a shell of its own. */
export interface TranscriptScenario extends AsyncDisposable {
  /** Runs `podroutes` with these arguments; what it prints on both streams, and how it ends. */
  readonly run: (argv: readonly string[]) => Promise<{ readonly text: string; readonly code: number }>;
}

/** Instances were launched, and commands are typed two hours later, so that ages are the same in every run. */
const LAUNCHED_AT = Date.parse('2026-01-01T08:00:00Z');
const EXECUTED_AT = LAUNCHED_AT + 2 * 3600_000;

const CLUSTER = { CLUSTER_NAME: AWS_TUTORIAL.cluster, CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr };

function shell(env: Record<string, string>): TranscriptScenario['run'] {
  return async (argv) => {
    let text = '';
    const output = { write: (more: string) => (text += more), isTerminal: false, hasColours: false, columns: 100 };
    const io: Io = {
      stdout: output,
      stderr: output,
      env,
      cwd: NOWHERE,
      runtime: { ...SYSTEM_CLOCK, now: () => EXECUTED_AT },
      onInterrupt: () => () => {},
    };
    // The AWS SDK reads these from the process.
    Object.assign(process.env, env);
    const code = await podroutes(argv, io);
    return { text, code };
  };
}

async function openAws(prepare: (ec2: LocalEc2) => void): Promise<TranscriptScenario> {
  const ec2 = await startLocalEc2({ now: () => LAUNCHED_AT });
  prepare(ec2);
  const keys = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const run = shell({ ...CLUSTER, ...keys, AWS_ENDPOINT_URL: ec2.url, AWS_REGION: 'us-east-1' });
  return { run, [Symbol.asyncDispose]: () => ec2.close() };
}

async function openGcp(): Promise<TranscriptScenario> {
  const gce = await startLocalGce({ now: () => LAUNCHED_AT });
  seedGcp(gce.backend);
  const run = shell({ ...CLUSTER, COMPUTE_API_ENDPOINT: gce.url, GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project });
  return { run, [Symbol.asyncDispose]: () => gce.close() };
}

/** A cluster after some weeks: a worker was replaced and another one added behind everybody's back. */
function seedDrift({ backend }: LocalEc2): void {
  const { workers, routeTableId, ...network } = seedAws(backend);
  const route = (destination: string, id: string) =>
    backend.createRoute(routeTableId, destination, { field: 'instanceId', id });
  for (const [i, { id }] of workers.entries()) route(`10.200.${i}.0/24`, id);
  const [, second, third] = workers;
  if (second === undefined || third === undefined) throw new Error('the lab has three workers');
  backend.terminate(second.id);
  backend.settle();
  bootWorker(backend, { routeTableId, ...network }, 1);
  bootWorker(backend, { routeTableId, ...network }, 3);
  route('10.200.7.0/24', third.id);
  backend.settle();
}

/** The scenes that a document may name, each opened anew for each document. */
export const TRANSCRIPT_SCENARIOS: Readonly<Record<string, () => Promise<TranscriptScenario>>> = {
  aws: () => openAws(({ backend }) => void seedAws(backend)),
  gcp: openGcp,
  drift: () => openAws(seedDrift),
};
