import { expect, inject, it } from 'vitest';
import { runCli, sleepless } from '../support/cli/run-cli.ts';
import { aws, environment, resetMoto } from './support/suite/shell.ts';

const RUN = ['acceptance', '--cloud', 'aws', '--yes', '--image-id', 'ami-12c6146b', '--watch-terminated', '0'];

/** What moto does otherwise than EC2, as far as anybody knows. */
const DIFFERENT = [
  'ids that a route shows: expected instance and interface, whichever it was made with; observed made by instance: instance; made by interface: interface',
  'the very same CreateRoute again: expected succeeds; observed RouteAlreadyExists',
  'what `DryRun` checks: expected permissions only: DryRunOperation for a route that is not there; observed InvalidRoute.NotFound',
  'state of a route whose target is stopped: expected blackhole; observed active',
  'the VPC of a terminated instance: expected not shown; observed shown',
  'states of a stopped instance that is terminated: expected terminated at once; observed shutting-down first',
  'what a dead route shows: expected the interface only; observed active; ids: instance',
];

/** Ids of what carries the tag of a run. */
const tagged = (what: string, query: string): Promise<unknown> =>
  aws('ec2', what, '--filters', 'Name=tag-key,Values=podroutes-acceptance', '--query', query);

it('the acceptance run is carried out by moto, tells what moto does otherwise, and leaves nothing', async () => {
  await resetMoto();
  const terminal = { env: environment(), folder: inject('scratch'), time: sleepless() };
  const { code, stdout } = await runCli(RUN, terminal);
  const differing = [...stdout.matchAll(/^DIFFERS +(.*)$/gm)].map(([, line]) => line);
  expect(differing).toEqual(DIFFERENT);
  expect(stdout).toMatch(/^as believed {2}what a rule on the event bus gets of the outcomes .* after \d+ s$/m);
  expect(stdout).toMatch(/\n11 as believed, 7 different, 5 not tried\.\n$/);
  expect(code).toBe(1);
  expect(await tagged('describe-vpcs', 'Vpcs[].VpcId')).toEqual([]);
  expect(await tagged('describe-subnets', 'Subnets[].SubnetId')).toEqual([]);
  expect(await tagged('describe-route-tables', 'RouteTables[].RouteTableId')).toEqual([]);
  const states = await tagged('describe-instances', 'Reservations[].Instances[].State.Name');
  expect(states).toEqual(['terminated', 'terminated']);
  expect(await aws('events', 'list-rules', '--query', 'Rules[].Name')).toEqual([]);
  expect(await aws('sqs', 'list-queues', '--query', 'QueueUrls')).toBeNull();
});
