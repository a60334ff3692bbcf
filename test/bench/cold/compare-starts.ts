import { join } from 'node:path';
import { seedTutorialCluster as seedAws, startLocalEc2 } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialCluster as seedGcp, startLocalGce } from '../../../infra/local/gcp.ts';
import type { Bundles } from '../../support/build/bundles.ts';
import { type ColdStart, startCloudRun, startLambda, startRaw } from './cold-start.ts';
import { startTlsProxy } from './tls-proxy.ts';

const CLUSTER = { CLUSTER_NAME: GCP_TUTORIAL.network, CLUSTER_CIDR: GCP_TUTORIAL.clusterRange };
const AWS = { ...CLUSTER, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
const GCP = { ...CLUSTER, GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project, METADATA_SERVER_DETECTION: 'none' };

/** The best of each figure: what is slower was slowed down by something else on the machine. */
function fastest(starts: readonly ColdStart[]): ColdStart {
  const least = (figure: (start: ColdStart) => number) => Math.min(...starts.map(figure));
  return {
    imported: least(({ imported }) => imported),
    ready: least(({ ready }) => ready),
    answered: least(({ answered }) => answered),
    megabytes: least(({ megabytes }) => megabytes),
  };
}

/** Runs the contestants in turn, so that all meet the same machine. */
async function fastestOf<Name extends string>(
  rounds: number,
  candidates: Readonly<Record<Name, () => Promise<ColdStart>>>,
): Promise<(name: Name) => ColdStart> {
  const starts = new Map<string, ColdStart[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, start] of Object.entries<() => Promise<ColdStart>>(candidates)) {
      starts.set(name, [...(starts.get(name) ?? []), await start()]);
    }
  }
  return (name) => fastest(starts.get(name) ?? []);
}

/** An EC2 with the lab's cluster, over TLS where that is wanted and can be had. */
async function openEc2(wantsTls: boolean) {
  const ec2 = await startLocalEc2();
  seedAws(ec2.backend);
  const secured = wantsTls ? await startTlsProxy(ec2.port) : undefined;
  const url = secured?.url ?? ec2.url;
  const trust: Record<string, string> = secured === undefined ? {} : { NODE_EXTRA_CA_CERTS: secured.certificate };
  const close = async () => {
    await secured?.[Symbol.asyncDispose]();
    await ec2.close();
  };
  return { url, trust, env: { ...AWS, ...trust, AWS_ENDPOINT_URL: url }, isTls: secured !== undefined, close };
}

const bothLambdas = (folder: string, env: Record<string, string>) => ({
  trimmed: () => startLambda(join(folder, 'trimmed'), env),
  whole: () => startLambda(join(folder, 'whole'), env),
});

/** The same over TLS where that can be had, and of one bare request. */
export async function lambdaStartsBesideRaw({ folder }: Bundles, rounds: number) {
  const { url, trust, env, isTls, close } = await openEc2(true);
  const figures = await fastestOf(rounds, { ...bothLambdas(folder, env), raw: () => startRaw(folder, url, trust) });
  await close();
  return { trimmed: figures('trimmed'), whole: figures('whole'), raw: figures('raw'), isTls };
}

/** Cold starts of the Cloud Run function, trimmed and as by default. */
export async function cloudRunStarts({ folder }: Bundles, rounds: number) {
  const gce = await startLocalGce();
  seedGcp(gce.backend);
  const env = { ...GCP, COMPUTE_API_ENDPOINT: gce.url };
  const figures = await fastestOf(rounds, {
    trimmed: () => startCloudRun(join(folder, 'trimmed'), env),
    whole: () => startCloudRun(join(folder, 'whole'), env),
  });
  await gce.close();
  return { trimmed: figures('trimmed'), whole: figures('whole') };
}
