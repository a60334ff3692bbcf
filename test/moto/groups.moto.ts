import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { aws } from './support/suite/shell.ts';
import { MotoTestbed } from './support/testbed.ts';

let bench: MotoTestbed;
beforeEach(async () => {
  bench = await MotoTestbed.start();
});
afterEach(() => bench[Symbol.asyncDispose]());

const TEMPLATE = {
  ImageId: 'ami-12c6146b',
  InstanceType: 't3.micro',
  TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'pod-cidr', Value: 'auto' }] }],
};

async function createGroup(size: number): Promise<void> {
  const data = JSON.stringify(TEMPLATE);
  await aws('ec2', 'create-launch-template', '--launch-template-name', 'worker', '--launch-template-data', data);
  const sizes = ['--min-size', '0', '--max-size', '10', '--desired-capacity', `${size}`];
  const from = ['--launch-template', 'LaunchTemplateName=worker', '--vpc-zone-identifier', bench.cluster.subnet];
  await aws('autoscaling', 'create-auto-scaling-group', '--auto-scaling-group-name', 'workers', ...from, ...sizes);
}

const resize = (size: number) =>
  aws('autoscaling', 'set-desired-capacity', '--auto-scaling-group-name', 'workers', '--desired-capacity', `${size}`);

const Pairs = z.array(z.tuple([z.string(), z.string()]));

/** What the tag of each instance of the group says, as the AWS CLI shows it. */
async function toldRanges(): Promise<Map<string, string>> {
  const Members = z.array(z.string());
  const query = 'AutoScalingInstances[].InstanceId';
  const ids = Members.parse(await aws('autoscaling', 'describe-auto-scaling-instances', '--query', query));
  const filters = ['Name=key,Values=pod-cidr', `Name=resource-id,Values=${ids.join(',')}`];
  const listed = await aws('ec2', 'describe-tags', '--filters', ...filters, '--query', 'Tags[].[ResourceId,Value]');
  return new Map(Pairs.parse(listed));
}

/** Which instance each range leads to, as the AWS CLI shows it, the other way round. */
async function routedRanges(): Promise<Map<string, string>> {
  const query = 'RouteTables[0].Routes[?InstanceId].[InstanceId,DestinationCidrBlock]';
  const table = bench.cluster.table;
  return new Map(Pairs.parse(await aws('ec2', 'describe-route-tables', '--route-table-ids', table, '--query', query)));
}

async function expectOwnRanges(count: number): Promise<Map<string, string>> {
  const told = await toldRanges();
  expect(told.size).toBe(count);
  expect(new Set(told.values()).size).toBe(count);
  for (const range of told.values()) expect(range).toMatch(/^10\.200\.\d{1,3}\.0\/24$/);
  expect(await routedRanges()).toEqual(told);
  return told;
}

it('an Auto Scaling group from one template: each instance gets a range of its own, also when it grows, shrinks and replaces one', async () => {
  await createGroup(3);
  expect(new Set((await toldRanges()).values())).toEqual(new Set(['auto']));
  await bench.resync();
  const first = await expectOwnRanges(3);
  await resize(5);
  await bench.resync();
  const grown = await expectOwnRanges(5);
  for (const [id, range] of first) expect(grown.get(id)).toBe(range);
  await resize(2);
  await bench.resync();
  const shrunk = await expectOwnRanges(2);
  for (const [id, range] of shrunk) expect(grown.get(id)).toBe(range);
  const [ended = ''] = shrunk.keys();
  await aws('ec2', 'terminate-instances', '--instance-ids', ended);
  await bench.resync();
  const replaced = await expectOwnRanges(2);
  expect(replaced.has(ended)).toBe(false);
});
