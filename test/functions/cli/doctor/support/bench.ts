import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { deployAws } from '../../../../../infra/local/aws-deployment.ts';
import {
  lab,
  type LabCluster,
  type LocalEc2,
  podCidrOf,
  seedLabCluster,
  startLocalEc2,
} from '../../../../../infra/local/aws.ts';
import { deployGcp } from '../../../../../infra/local/gcp-deployment.ts';
import {
  LAB,
  type LocalGce,
  seedLabCluster as seedGcp,
  startLocalGce,
  workerAddress,
  workerPodRange,
  workerRouteName,
} from '../../../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../../../support/cli.ts';
import { captureLog } from '../../../../support/log.ts';
import { expectSchema } from '../../../../support/schemas.ts';
import { awsCli } from './aws-cli.ts';
import { gcloudCli } from './gcloud.ts';
import { wordsOf } from './shell.ts';

const Finding = z.object({
  id: z.string(),
  severity: z.string(),
  area: z.string(),
  subject: z.string(),
  what: z.string(),
  why: z.string(),
  mend: z.string(),
});

const Diagnosis = z.object({
  findings: z.array(Finding),
  checked: z.array(z.object({ area: z.string(), what: z.string() })),
  unchecked: z.array(z.object({ area: z.string(), what: z.string(), why: z.string() })),
});

export type Told = z.infer<typeof Finding>;

interface Visit extends z.infer<typeof Diagnosis> {
  readonly code: number;
}

/** A cluster that a doctor can be called to. */
export interface Patient {
  readonly env: Record<string, string>;
  /** What `podroutes doctor` finds, which is what the schema says. */
  readonly visit: (more?: Readonly<Record<string, string>>) => Promise<Visit>;
  /** Carries out the commands of a finding. */
  readonly mend: (finding: Told) => Promise<void>;
}

async function visit(env: Record<string, string>): Promise<Visit> {
  const { code, stdout, stderr } = await runCli(['doctor', '--output', 'json'], { env });
  if (stdout === '') throw new Error(`doctor ended with ${code}: ${stderr}`);
  const told: unknown = JSON.parse(stdout);
  await expectSchema('doctor', told);
  return { code, ...Diagnosis.parse(told) };
}

/** Types a line of the clouds' own commands into a shell, in an environment. */
type Typing = (line: string, env: Readonly<Record<string, string>>) => Promise<unknown>;

interface Circumstances {
  /** Whether the functions are deployed. */
  readonly functions?: boolean | undefined;
  /** Who types `aws`, `gcloud` and `sed`; by default their requests are sent by other means. */
  readonly type?: Typing | undefined;
}

interface Tools {
  readonly env: Record<string, string>;
  readonly type: Typing | undefined;
  readonly cloud: (words: readonly string[]) => Promise<unknown>;
  /** What deploying anew comes to. */
  readonly redeploy: () => unknown;
}

async function carryOut(line: string, { env, cloud, redeploy, type }: Tools): Promise<void> {
  const [program, ...words] = wordsOf(line);
  switch (program) {
    case 'podroutes': {
      const { code, stderr } = await runCli(words, { env });
      if (code === 1) throw new Error(`${line}: ${stderr}`);
      return;
    }
    case 'aws':
    case 'gcloud':
      return void (await (type?.(line, env) ?? cloud(words)));
    case 'npx':
    case 'terraform':
      return void (await redeploy());
    case 'sed':
      return void (await type?.(line, env));
    default:
      throw new Error(`nobody knows ${program}`);
  }
}

async function mend({ mend: lines }: Told, tools: Tools): Promise<void> {
  for (const line of lines.split('\n')) await carryOut(line, tools);
}

export interface AwsPatient extends Patient {
  readonly ec2: LocalEc2;
  readonly cluster: LabCluster;
  readonly deployment: ReturnType<typeof deployAws> | undefined;
  /** The interface that routes to worker `i` lead to. */
  readonly interfaceOf: (i: number) => string;
}

/** The lab's cluster on AWS with its routes, in good health; with `functions`, deployed. */
export async function awsPatient({ functions = false, type }: Circumstances = {}): Promise<AwsPatient> {
  const ec2 = await startLocalEc2();
  onTestFinished(() => ec2.close());
  const cluster = seedLabCluster(ec2.world);
  const env = awsEnv(ec2);
  const { log } = captureLog('aws');
  const deploy = () => deployAws(ec2, { log, settings: { CLUSTER_CIDR: lab.clusterCidr } });
  const deployment = functions ? deploy() : undefined;
  for (const [i, { id }] of cluster.workers.entries()) {
    ec2.world.createRoute(cluster.routeTableId, podCidrOf(i), { field: 'instanceId', id });
  }
  const tools: Tools = {
    env,
    type,
    cloud: async (words) => {
      await awsCli(ec2.url, words);
      ec2.settle();
    },
    redeploy: deploy,
  };
  return {
    ec2,
    cluster,
    deployment,
    env,
    interfaceOf: (i) => ec2.world.interfacesOf(cluster.workers[i]?.id ?? '')[0]?.id ?? '',
    visit: (more) => visit({ ...env, ...more }),
    mend: (finding) => mend(finding, tools),
  };
}

export interface GcpPatient extends Patient {
  readonly gce: LocalGce;
  readonly deployment: Awaited<ReturnType<typeof deployGcp>> | undefined;
}

const routeOf = (i: number) => ({
  name: workerRouteName(i),
  network: LAB.network,
  destRange: workerPodRange(i),
  nextHopIp: workerAddress(i),
});

/** The same on GCP; its routes are those that the lab's own command makes. */
export async function gcpPatient({ functions = false, type }: Circumstances = {}): Promise<GcpPatient> {
  // Nobody waits for operations here.
  const gce = await startLocalGce({ operationSteps: 0 });
  seedGcp(gce.world);
  for (const i of [0, 1, 2]) gce.world.addRoute(routeOf(i));
  const env = gcpEnv(gce);
  const { log } = captureLog('gcp');
  const settings = { CLUSTER_CIDR: lab.clusterCidr };
  const running: Awaited<ReturnType<typeof deployGcp>>[] = [];
  const deploy = async () => {
    const deployed = await deployGcp(gce, { log, settings });
    running.push(deployed);
    return deployed;
  };
  const deployment = functions ? await deploy() : undefined;
  onTestFinished(async () => {
    await Promise.all(running.map((each) => each.close()));
    await gce.close();
  });
  const tools: Tools = { env, type, cloud: (words) => gcloudCli(gce, words), redeploy: deploy };
  return { gce, deployment, env, visit: (more) => visit({ ...env, ...more }), mend: (finding) => mend(finding, tools) };
}
