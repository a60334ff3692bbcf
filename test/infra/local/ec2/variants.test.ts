import { readFileSync } from 'node:fs';
import {
  CreateRouteCommand,
  type CreateRouteCommandInput,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { EC2_VARIANTS, environmentVariants } from '../../../../infra/local/ec2/variants.ts';
import { byDestination, only, openLab, running } from './harness.ts';

const RANGE = '10.200.0.0/24';
const BOTH = [true, false];

type Lab = Awaited<ReturnType<typeof openLab>>;
type RouteInput = Partial<CreateRouteCommandInput>;

const inputOf = ({ net }: Lab, more: RouteInput) => ({
  RouteTableId: net.routeTableId,
  DestinationCidrBlock: RANGE,
  ...more,
});
const create = (lab: Lab, more: RouteInput) => lab.client.send(new CreateRouteCommand(inputOf(lab, more)));
const replace = (lab: Lab, more: RouteInput) => lab.client.send(new ReplaceRouteCommand(inputOf(lab, more)));

async function routeIn(lab: Lab) {
  const { RouteTables } = await lab.client.send(
    new DescribeRouteTablesCommand({ RouteTableIds: [lab.net.routeTableId] }),
  );
  return byDestination(only(RouteTables).Routes, RANGE);
}

/** The code that a call is refused with; undefined where it succeeds. */
async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

describe('what nobody has confirmed of EC2', () => {
  it.each(BOTH)('pendingTargetRefused: %s', async (pendingTargetRefused) => {
    await using lab = await openLab({ variants: { pendingTargetRefused } });
    const { id } = lab.ec2.backend.runInstance({ subnetId: lab.net.subnetId });
    const [nic] = lab.ec2.backend.interfacesOf(id);
    const refusal = pendingTargetRefused ? 'IncorrectInstanceState' : undefined;
    expect(await refusalOf(create(lab, { InstanceId: id }))).toBe(refusal);
    await create(lab, { NetworkInterfaceId: nic?.id });
    expect(await refusalOf(replace(lab, { InstanceId: id }))).toBe(refusal);
    expect(await routeIn(lab)).toMatchObject({ InstanceId: id, NetworkInterfaceId: nic?.id, State: 'active' });
    lab.ec2.settle();
    await replace(lab, { InstanceId: id });
  });

  it.each(BOTH)('dryRunValidates: %s; and changes nothing', async (dryRunValidates) => {
    await using lab = await openLab({ variants: { dryRunValidates } });
    const dry = { InstanceId: running(lab), DryRun: true };
    const answer = (code: string) => (dryRunValidates ? code : 'DryRunOperation');
    expect(await refusalOf(create(lab, dry))).toBe('DryRunOperation');
    expect(await routeIn(lab)).toBeUndefined();
    expect(await refusalOf(replace(lab, dry))).toBe(answer('InvalidParameterValue'));
    const remove = new DeleteRouteCommand({ ...inputOf(lab, {}), DryRun: true });
    expect(await refusalOf(lab.client.send(remove))).toBe(answer('InvalidRoute.NotFound'));
    const elsewhere = create(lab, { ...dry, RouteTableId: 'rtb-0123456789abcdef0' });
    expect(await refusalOf(elsewhere)).toBe(answer('InvalidRouteTableID.NotFound'));
    await create(lab, { InstanceId: dry.InstanceId });
    expect(await refusalOf(create(lab, { InstanceId: running(lab), DryRun: true }))).toBe(answer('RouteAlreadyExists'));
    lab.ec2.faults.failNext('CreateRoute', { code: 'UnauthorizedOperation' });
    expect(await refusalOf(create(lab, dry))).toBe('UnauthorizedOperation');
  });

  it.each(BOTH)('stoppingTargetBlackhole: %s', async (stoppingTargetBlackhole) => {
    await using lab = await openLab({ variants: { stoppingTargetBlackhole } });
    const InstanceId = running(lab);
    await create(lab, { InstanceId });
    lab.ec2.backend.stop(InstanceId);
    expect((await routeIn(lab))?.State).toBe(stoppingTargetBlackhole ? 'blackhole' : 'active');
  });

  it.each(BOTH)('stoppedTargetActive: %s', async (stoppedTargetActive) => {
    await using lab = await openLab({ variants: { stoppedTargetActive } });
    const InstanceId = running(lab);
    await create(lab, { InstanceId });
    lab.ec2.backend.stop(InstanceId);
    lab.ec2.settle();
    expect((await routeIn(lab))?.State).toBe(stoppedTargetActive ? 'active' : 'blackhole');
  });

  it.each(BOTH)('identicalCreateRefused: %s', async (identicalCreateRefused) => {
    await using lab = await openLab({ variants: { identicalCreateRefused } });
    const InstanceId = running(lab);
    await create(lab, { InstanceId });
    expect(await refusalOf(create(lab, { InstanceId }))).toBe(
      identicalCreateRefused ? 'RouteAlreadyExists' : undefined,
    );
  });

  it.each(BOTH)('localRoutesUncounted: %s', async (localRoutesUncounted) => {
    // The local route and the one to the internet gateway are there already.
    await using lab = await openLab({ routeQuota: 3, variants: { localRoutesUncounted } });
    const InstanceId = running(lab);
    await create(lab, { InstanceId });
    const more = (i: number) => refusalOf(create(lab, { InstanceId, DestinationCidrBlock: `10.200.${i}.0/24` }));
    expect(await more(1)).toBe(localRoutesUncounted ? undefined : 'RouteLimitExceeded');
    expect(await more(2)).toBe('RouteLimitExceeded');
  });

  it.each(BOTH)('missingRouteNotFound: %s', async (missingRouteNotFound) => {
    await using lab = await openLab({ variants: { missingRouteNotFound } });
    const refusal = missingRouteNotFound ? 'InvalidRoute.NotFound' : 'InvalidParameterValue';
    expect(await refusalOf(replace(lab, { InstanceId: running(lab) }))).toBe(refusal);
  });

  it.each(BOTH)('stoppedShutsDownFirst: %s', async (stoppedShutsDownFirst) => {
    await using lab = await openLab({ variants: { stoppedShutsDownFirst } });
    const id = running(lab);
    lab.ec2.backend.stop(id);
    lab.ec2.settle();
    const states: string[] = [];
    lab.ec2.onEvent(({ detail }) => states.push(detail.state));
    lab.ec2.backend.terminate(id);
    lab.ec2.settle();
    expect(states).toEqual(stoppedShutsDownFirst ? ['shutting-down', 'terminated'] : ['terminated']);
  });
});

describe('LOCAL_EC2_VARIANTS', () => {
  it('turns on those that it names', () => {
    const variants = environmentVariants({ LOCAL_EC2_VARIANTS: 'dryRunValidates,pendingTargetRefused' });
    const on = Object.entries(variants).filter(([, isOn]) => isOn);
    expect(on.map(([name]) => name)).toEqual(['dryRunValidates', 'pendingTargetRefused']);
    expect(Object.values(environmentVariants({}))).not.toContain(true);
  });

  it('is refused when it names another', () => {
    expect(() => environmentVariants({ LOCAL_EC2_VARIANTS: 'dryRun' })).toThrow(/names dryRun; there are blackhole/);
  });

  it('is explained in the README', () => {
    const readme = readFileSync(new URL('../../../../infra/local/README.md', import.meta.url), 'utf8');
    for (const name of EC2_VARIANTS) expect(readme).toMatch(new RegExp(`^\\| \`${name}\` `, 'm'));
  });
});
