import type { CallLog } from '../../../infra/local/simulation.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { openAwsFleet } from '../fleet/aws.ts';
import { openGcpFleet } from '../fleet/gcp.ts';

/** What happened when more nodes came than there was room for routes. */
export interface QuotaResult {
  readonly quota: number;
  /** Nodes that ran before, each with its route, and those that came. */
  readonly before: number;
  readonly added: number;
  readonly created: number;
  readonly refused: number;
  readonly retryable: boolean;
  /** Calls of each look from then on. */
  readonly callsPerResync: number;
}

interface Fleet {
  readonly calls: CallLog;
  readonly boot: (i: number) => unknown;
  readonly settle: () => void;
  readonly resync: () => Promise<Report>;
}

async function exceedQuota(fleet: Fleet, quota: number, before: number, added: number): Promise<QuotaResult> {
  for (let i = before; i < before + added; i += 1) fleet.boot(i);
  fleet.settle();
  const { changes, summary } = await fleet.resync();
  fleet.calls.reset();
  await fleet.resync();
  return {
    quota,
    before,
    added,
    created: summary.created,
    refused: summary.failed,
    retryable: changes.some(({ retryable }) => retryable === true),
    callsPerResync: fleet.calls.count(),
  };
}

/** Forty nodes come where there is room for about half of them, on each cloud with the quota it gives by default. */
export async function simulateQuotas(): Promise<Readonly<Record<'AWS' | 'GCP', QuotaResult>>> {
  await using aws = await openAwsFleet(480, 'tag', 500);
  await using gcp = await openGcpFleet(180, 200);
  const onAws = { ...aws, calls: aws.ec2.calls, settle: () => aws.ec2.settle() };
  const onGcp = { ...gcp, calls: gcp.gce.calls, settle: () => gcp.gce.settle() };
  return { AWS: await exceedQuota(onAws, 500, 480, 40), GCP: await exceedQuota(onGcp, 200, 180, 40) };
}

/** What instances cost that are no nodes: the events of an account come for all of them. */
export interface UnrelatedInstanceCost {
  readonly runs: number;
  readonly calls: number;
}

/** An instance of another network starts and ends, on AWS. */
export async function simulateUnrelatedInstance(): Promise<UnrelatedInstanceCost> {
  await using fleet = await openAwsFleet(10, 'tag');
  const { ec2 } = fleet;
  const { id: vpcId } = ec2.backend.createVpc({ cidr: '10.99.0.0/24' });
  const { id: subnetId } = ec2.backend.createSubnet({ vpcId, cidr: '10.99.0.0/24' });
  await fleet.runSchedule();
  ec2.calls.reset();
  const before = fleet.batches;
  const { id } = ec2.backend.runInstance({ subnetId });
  await fleet.deliver();
  ec2.settle();
  await fleet.deliver();
  ec2.backend.terminate(id);
  await fleet.deliver();
  ec2.settle();
  await fleet.deliver();
  return { runs: fleet.batches - before, calls: ec2.calls.count() };
}
