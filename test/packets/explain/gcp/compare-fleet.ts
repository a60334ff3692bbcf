import { readGcpScene } from '../../../../functions/cli/explain/gcp/scene.ts';
import { openGcpTarget } from '../../../../functions/cli/target/gcp.ts';
import { GCP_TUTORIAL, startLocalGce } from '../../../../infra/local/gcp.ts';
import { SYSTEM_CLOCK } from '../../../../shared/reconcile/cloud/clock.ts';
import { gcpEnv } from '../../../support/cli/run-cli.ts';
import { gceSource } from '../../vpc/gcp/source.ts';
import { startVpc } from '../../vpc/vpc.ts';
import { type Comparison, compareAll, sum } from '../compare.ts';
import { CLUSTER_CIDRS } from '../families.ts';
import { GCP_MISTAKES } from '../mistakes.ts';
import { breakGcpFleet, buildGcpFleet } from './build.ts';
import type { GcpFleet } from './fleet.ts';

const IO = { runtime: SYSTEM_CLOCK, requestTimeout: 10_000 };

/** As `compareAwsFleet`, in a local Compute Engine. */
export async function compareGcpFleet(fleet: GcpFleet): Promise<Comparison> {
  const gce = await startLocalGce();
  try {
    const built = buildGcpFleet(gce.backend, fleet);
    using vpc = startVpc(gceSource(gce, GCP_TUTORIAL.network));
    const pods = built.nodes.map(({ path, ranges }) => vpc.addPod(path, ...ranges));
    const env = { ...gcpEnv(gce), CLUSTER_CIDR: CLUSTER_CIDRS[fleet.families] };
    const compare = async () =>
      compareAll(await readGcpScene(env, openGcpTarget(env, IO), IO), vpc, pods, GCP_MISTAKES);
    const compared = [await compare()];
    for (const fault of fleet.faults) {
      breakGcpFleet(built, fault);
      compared.push(await compare());
    }
    return sum(compared);
  } finally {
    await gce.close();
  }
}
