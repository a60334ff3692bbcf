import { beforeAll, describe, expect, it } from 'vitest';
import { ASSUMPTIONS } from '../cost/workload.ts';
import { openAwsFleet } from './aws.ts';
import { countAws, countAwsController, countGcp, countGcpController } from './call-counts.ts';
import { awsSettings, gcpSettings } from './deployment-settings.ts';
import { openGcpFleet } from './gcp.ts';

const NODES = 12;

describe('what is counted', () => {
  it('a look costs two calls on either cloud, a fresh process one more for each node without a tag', async () => {
    expect(await countAws(NODES, 'tag')).toMatchObject({ perResync: 2, coldStartExtra: 0, runsPerNodeLifecycle: 4 });
    expect(await countAws(NODES, 'user data')).toMatchObject({
      perResync: 2,
      coldStartExtra: NODES,
      runsPerNodeLifecycle: 4,
    });
    expect(await countGcp(NODES)).toMatchObject({ perResync: 2, coldStartExtra: 0, runsPerNodeLifecycle: 4 });
  });

  it('the controllers, by their sources: two lists and six calls for a node on AWS, one and five on GCP', async () => {
    expect(await countAwsController(NODES)).toMatchObject({ perResync: 2, perNodeLifecycle: 6 });
    expect(await countGcpController(NODES)).toMatchObject({ perResync: 1, perNodeLifecycle: 5 });
  });
});

describe('what is assumed', () => {
  let aws: { bytes: number; runs: number };
  let gcp: { bytes: number; runs: number };
  beforeAll(async () => {
    await using onAws = await openAwsFleet(NODES, 'tag');
    onAws.boot(NODES);
    await onAws.deliver();
    await onAws.runSchedule();
    aws = { bytes: onAws.loggedBytes, runs: onAws.batches };
    await using onGcp = await openGcpFleet(NODES);
    onGcp.boot(NODES);
    onGcp.gce.settle();
    await onGcp.deliver();
    gcp = { bytes: onGcp.loggedBytes, runs: onGcp.requests };
  });

  it('is more than a run logs, with room for the lines of the platform', () => {
    expect(aws.runs).toBe(2);
    expect(aws.bytes / aws.runs).toBeGreaterThan(300);
    expect(aws.bytes / aws.runs).toBeLessThan(ASSUMPTIONS.logBytesPerRun - 400);
    expect(gcp.bytes / gcp.runs).toBeLessThan(ASSUMPTIONS.logBytesPerRun - 400);
  });

  it('follows what is deployed', () => {
    expect(awsSettings()).toEqual({
      minutesBetweenResyncs: 5,
      memoryGb: 0.5,
      batchSize: expect.any(Number),
      batchingWindow: 1,
      concurrency: 2,
      timeout: expect.any(Number),
      visibilityTimeout: expect.any(Number),
      maxReceiveCount: 5,
      alarms: 8,
      dashboards: 1,
    });
    expect(gcpSettings()).toEqual({ minutesBetweenResyncs: 5, vcpus: 1, memoryGib: 0.25, alerts: 8 });
  });
});
