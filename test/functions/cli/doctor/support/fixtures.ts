import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { deployAws } from '../../../../../infra/local/aws-deployment.ts';
import {
  AWS_TUTORIAL,
  type TutorialCluster,
  type LocalEc2,
  podCidrOf,
  seedTutorialCluster,
  startLocalEc2,
} from '../../../../../infra/local/aws.ts';
import { deployGcp } from '../../../../../infra/local/gcp-deployment.ts';
import {
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialCluster as seedGcp,
  startLocalGce,
  workerAddress,
  workerPodCidr,
  workerRouteName,
} from '../../../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli } from '../../../../support/cli/run-cli.ts';
import { captureLog } from '../../../../support/testbed/log.ts';
import { withoutDryRunDoubts } from '../../../../support/variants/ec2.ts';
import { expectSchema } from '../../../../support/schemas.ts';
import { emulateAwsCli } from './aws-cli-emulator.ts';
import { emulateGcloud } from './gcloud-emulator.ts';
import { wordsOf } from './shell-words.ts';

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

export type ReportedFinding = z.infer<typeof Finding>;

interface DoctorRun extends z.infer<typeof Diagnosis> {
  readonly code: number;
}

/** A cluster that a doctor can be called to. */
export interface DoctorFixture {
  readonly env: Record<string, string>;
  /** What `podroutes doctor` finds, which is what the schema says. */
  readonly runDoctor: (more?: Readonly<Record<string, string>>) => Promise<DoctorRun>;
  /** Carries out the commands of a finding. */
  readonly applyRemediation: (finding: ReportedFinding) => Promise<void>;
}

async function runDoctor(env: Record<string, string>): Promise<DoctorRun> {
  const { code, stdout, stderr } = await runCli(['doctor', '--output', 'json'], { env });
  if (stdout === '') throw new Error(`doctor ended with ${code}: ${stderr}`);
  const told: unknown = JSON.parse(stdout);
  await expectSchema('doctor', told);
  const diagnosis = Diagnosis.parse(told);
  return { code, ...diagnosis, unchecked: withoutDryRunDoubts(diagnosis.unchecked) };
}

/** Types a line of the clouds' own commands into a shell, in an environment. */
type ShellRunner = (line: string, env: Readonly<Record<string, string>>) => Promise<unknown>;

interface FixtureOptions {
  /** Whether the functions are deployed. */
  readonly deployed?: boolean | undefined;
  /** Who types `aws`, `gcloud` and `sed`; by default their requests are sent by other means. */
  readonly runInShell?: ShellRunner | undefined;
}

interface CommandTools {
  readonly env: Record<string, string>;
  readonly runInShell: ShellRunner | undefined;
  readonly runCloudCli: (words: readonly string[]) => Promise<unknown>;
  /** What deploying anew comes to. */
  readonly redeploy: () => unknown;
}

async function runCommandLine(line: string, { env, runCloudCli, redeploy, runInShell }: CommandTools): Promise<void> {
  const [program, ...words] = wordsOf(line);
  switch (program) {
    case 'podroutes': {
      const { code, stderr } = await runCli(words, { env });
      // A plan that a resync would not carry out ends with 1 too.
      if (code === 1 && words[0] !== 'plan') throw new Error(`${line}: ${stderr}`);
      return;
    }
    case 'aws':
    case 'gcloud':
      return void (await (runInShell?.(line, env) ?? runCloudCli(words)));
    case 'npx':
    case 'terraform':
      return void (await redeploy());
    case '#':
      return;
    case 'sed':
      return void (await runInShell?.(line, env));
    default:
      throw new Error(`nobody knows ${program}`);
  }
}

async function applyRemediation({ mend: lines }: ReportedFinding, tools: CommandTools): Promise<void> {
  for (const line of lines.split('\n')) await runCommandLine(line, tools);
}

export interface AwsDoctorFixture extends DoctorFixture {
  readonly ec2: LocalEc2;
  readonly cluster: TutorialCluster;
  readonly deployment: ReturnType<typeof deployAws> | undefined;
  /** The interface that routes to worker `i` lead to. */
  readonly interfaceOf: (i: number) => string;
}

/** The lab's cluster on AWS with its routes, in good health; with `functions`, deployed. */
export async function startAwsDoctorFixture({
  deployed = false,
  runInShell,
}: FixtureOptions = {}): Promise<AwsDoctorFixture> {
  const ec2 = await startLocalEc2();
  onTestFinished(() => ec2.close());
  const cluster = seedTutorialCluster(ec2.backend);
  const env = awsEnv(ec2);
  const { log } = captureLog('aws');
  const deploy = () => deployAws(ec2, { log, settings: { CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr } });
  const deployment = deployed ? deploy() : undefined;
  for (const [i, { id }] of cluster.workers.entries()) {
    ec2.backend.createRoute(cluster.routeTableId, podCidrOf(i), { field: 'instanceId', id });
  }
  const tools: CommandTools = {
    env,
    runInShell,
    runCloudCli: async (words) => {
      await emulateAwsCli(ec2.url, words);
      ec2.settle();
    },
    redeploy: deploy,
  };
  return {
    ec2,
    cluster,
    deployment,
    env,
    interfaceOf: (i) => ec2.backend.interfacesOf(cluster.workers[i]?.id ?? '')[0]?.id ?? '',
    runDoctor: (more) => runDoctor({ ...env, ...more }),
    applyRemediation: (finding) => applyRemediation(finding, tools),
  };
}

export interface GcpDoctorFixture extends DoctorFixture {
  readonly gce: LocalGce;
  readonly deployment: Awaited<ReturnType<typeof deployGcp>> | undefined;
}

const routeOf = (i: number) => ({
  name: workerRouteName(i),
  network: GCP_TUTORIAL.network,
  destRange: workerPodCidr(i),
  nextHopIp: workerAddress(i),
});

/** The same on GCP; its routes are those that the lab's own command makes. */
export async function startGcpDoctorFixture({
  deployed = false,
  runInShell,
}: FixtureOptions = {}): Promise<GcpDoctorFixture> {
  // Nobody waits for operations here.
  const gce = await startLocalGce({ operationSteps: 0 });
  seedGcp(gce.backend);
  for (const i of [0, 1, 2]) gce.backend.addRoute(routeOf(i));
  const env = gcpEnv(gce);
  const { log } = captureLog('gcp');
  const settings = { CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr };
  const running: Awaited<ReturnType<typeof deployGcp>>[] = [];
  const deploy = async () => {
    const deployed = await deployGcp(gce, { log, settings });
    running.push(deployed);
    return deployed;
  };
  const deployment = deployed ? await deploy() : undefined;
  onTestFinished(async () => {
    await Promise.all(running.map((each) => each.close()));
    await gce.close();
  });
  const tools: CommandTools = { env, runInShell, runCloudCli: (words) => emulateGcloud(gce, words), redeploy: deploy };
  return {
    gce,
    deployment,
    env,
    runDoctor: (more) => runDoctor({ ...env, ...more }),
    applyRemediation: (finding) => applyRemediation(finding, tools),
  };
}
