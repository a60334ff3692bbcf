import { startAwsTestbed } from '../../../support/testbed/aws.ts';
import { packageWith } from '../package-template.ts';
import { iamRequests } from './authorize.ts';
import { onCalls } from './record.ts';
import { type IamRequest, policiesIn, SimulatedRole } from './simulate.ts';

/** A deployment that is narrowed to tables and makes every optional call, or that is neither. */
export interface Variant {
  readonly bus: string;
  readonly listsTables: boolean;
  readonly writesTags: boolean;
  readonly allocates: boolean;
}

export interface Recording {
  readonly role: SimulatedRole;
  /** What IAM was asked, call by call. */
  readonly requests: readonly IamRequest[];
  /** The table that the function wrote to. */
  readonly table: string;
  readonly instance: string;
}

/** Has the function make every call that it can: nodes come, wait, are replaced and go, a launch waits, a resync runs. */
export async function recordVariant({ bus, listsTables, writesTags, allocates }: Variant): Promise<Recording> {
  await using bench = await startAwsTestbed({
    settings: { EVENT_BUS_NAME: bus, WRITE_POD_CIDR_TAG: `${writesTags}` },
  });
  const { backend } = bench.ec2;
  const requests: IamRequest[] = [];
  onCalls(bench, (call) => requests.push(...iamRequests(call, backend.state)));
  const table = bench.network.routeTableId;
  const first = bench.boot(0);
  backend.setSourceDestCheck(first, true);
  bench.autoScaling.hold('launch', first);
  await bench.deliver();
  backend.terminate(first);
  const second = bench.boot(0, '10.240.0.99');
  const instance = bench.boot(1);
  await bench.deliver();
  await bench.invokeManually({ action: 'resync' });
  const waiting = bench.boot(0, '10.240.0.98');
  await bench.deliver();
  await bench.invokeManually({ action: 'resync' });
  for (const ended of [second, waiting]) {
    backend.terminate(ended);
    bench.ec2.settle();
    await bench.deliver();
    await bench.invokeManually({ action: 'resync' });
  }
  if (allocates) {
    backend.runInstance({ subnetId: bench.network.subnetId, tags: { 'pod-cidr': 'auto' } });
    backend.runInstance({ subnetId: bench.network.subnetId, userData: 'pod-cidr=auto' });
    bench.ec2.settle();
    await bench.deliver();
  }
  const template = await packageWith({
    'event-bus': bus,
    'write-pod-cidr-tag': `${writesTags}`,
    allocate: `${allocates}`,
    ...(listsTables ? { 'route-tables': `rtb-0123abcd,${table}` } : {}),
  });
  return { role: new SimulatedRole(policiesIn(template)), requests, table, instance };
}
