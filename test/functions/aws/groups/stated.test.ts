import { describe, expect, it } from 'vitest';
import { startAwsTestbed } from '../../../support/testbed/aws.ts';
import { AwsGroup, settle } from './group.ts';

const RANGE = '10.200.7.0/24';

describe('a group for each worker, with the range in its template', () => {
  it('refreshed replacement first: the hook of the new one says at once what would help', async () => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 1, userData: `pod-cidr=${RANGE}` });
    await settle(bench);
    const [old] = group.ids;
    await group.refresh(100, 200);
    await bench.deliver();
    expect(group.states).toEqual(['InService', 'Pending:Wait']);
    const [, replacement] = group.ids;
    expect(bench.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        advice: expect.stringMatching(
          new RegExp(
            `^${old} is of the group workers too: if ${replacement} is to replace it, have the group terminate`,
          ),
        ),
      }),
    );
    expect(bench.routes()).toEqual({ [RANGE]: old });
  });

  it('refreshed old one first: its replacement gets the range', async () => {
    await using bench = await startAwsTestbed();
    const group = await AwsGroup.create(bench, { size: 1, userData: `pod-cidr=${RANGE}` });
    await settle(bench);
    const [old] = group.ids;
    await group.refresh(0, 100);
    await settle(bench);
    expect(group.states).toEqual(['InService']);
    expect(group.ids).not.toContain(old);
    expect(bench.routes()).toEqual({ [RANGE]: group.ids[0] });
  });
});
