import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../../../functions/cli/map/advice/findings.ts';
import { buildInventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Provider } from '../../../../shared/reconcile/model/instance.ts';
import type { Snapshot } from '../../../../shared/reconcile/model/snapshot.ts';
import { mapOfEveryStatus } from '../../../support/builders/map-examples.ts';
import { foreignRoute, worker } from '../../../support/builders/maps.ts';
import { cidr } from '../../../support/builders/network.ts';

const SETTINGS = {
  aws: { AWS_REGION: 'us-east-1', CLUSTER_NAME: 'lab', CLUSTER_CIDR: '10.200.0.0/16' },
  gcp: { GOOGLE_CLOUD_PROJECT: 'p', CLUSTER_NAME: 'lab', CLUSTER_CIDR: '10.200.0.0/16' },
};

/** The commands that the map prints for a network of one table. */
function mendsIn(cloud: Provider, more: Partial<Snapshot>): string[] {
  const snapshot: Snapshot = {
    coverage: 'complete',
    tables: ['rtb-1'],
    instances: [],
    routes: [],
    reserved: [],
    notFound: [],
    gaps: [],
    ...more,
  };
  const inventory = buildInventory(snapshot, [cidr('10.200.0.0/16')], cloud);
  return findingsIn({ snapshot, inventory }, cloud, SETTINGS[cloud], 'here').map(({ id, mend }) => `${id}: ${mend}`);
}

describe('the advice on the map', () => {
  const outside = worker('lost', ['192.168.7.0/24']);

  it('states another range for a node of the cluster', () => {
    expect(mendsIn('aws', { instances: [outside] })).toEqual([
      expect.stringMatching(
        /^pod-cidr-refused: aws ec2 create-tags --resources i-\w+ .*\npodroutes resync --cloud aws /,
      ),
    ]);
  });

  it('changes no instance that may be another cluster’s', () => {
    const untagged = { ...outside, hasClusterTag: false };
    const dropping = { ...worker('w', ['10.200.1.0/24'], 1), hasClusterTag: false, canIpForward: false };
    const stopped = { ...worker('v', ['10.200.2.0/24'], 2), hasClusterTag: false, state: 'stopped' } as const;
    const mends = mendsIn('aws', { instances: [untagged, dropping, stopped] });
    expect(mends.map((mend) => mend.split(':')[0])).toEqual(
      expect.arrayContaining(['pod-cidr-refused', 'source-dest-check-on', 'node-stopped']),
    );
    expect(mends.join('\n')).not.toMatch(/create-tags|modify-|start-instances/);
    expect(mends.join('\n')).toMatch(/describe-instances --instance-ids i-/);
  });

  it('deletes no route that may be somebody’s', () => {
    const node = { ...worker('w', ['10.200.1.0/24']), hasClusterTag: false };
    const route = foreignRoute('10.200.1.0/24');
    for (const cloud of ['aws', 'gcp'] as const) {
      const table = cloud === 'gcp' ? { ...route, name: 'theirs' } : route;
      const mends = mendsIn(cloud, { instances: [node], routes: [table] }).join('\n');
      expect(mends).toContain('route-contested');
      expect(mends).not.toMatch(/delete-route|routes delete/);
    }
  });

  it('names the zone of a VM, and the cluster whose podroutes made a route', () => {
    const node = { ...outside, zone: 'us-west1-b' };
    expect(mendsIn('gcp', { instances: [node] }).join()).toContain('--zone=us-west1-b');
    const theirs = {
      ...foreignRoute('192.168.7.0/24'),
      name: 'podroutes-theirs',
      nextHop: {
        kind: 'foreign',
        description: 'cluster other',
        cluster: { name: 'other', instanceId: outside.id },
        instance: { targetId: '10.240.0.99' },
      },
    } as const;
    expect(mendsIn('gcp', { instances: [node], routes: [theirs] })).toEqual([
      expect.stringMatching(/^node-of-other-cluster: gcloud compute instances describe/),
    ]);
  });

  it('is on each block that has a problem, and names what mends it', () => {
    const { ranges, advice } = mapOfEveryStatus();
    const problems = ranges
      .flatMap(({ segments }) => segments)
      .filter(({ status }) => ['conflict', 'refused', 'missing', 'stale', 'blackhole', 'stopped'].includes(status));
    expect(problems).toHaveLength(10);
    for (const { advice } of problems) expect(advice).not.toHaveLength(0);
    expect(advice.map(({ id }) => id)).toEqual(expect.arrayContaining(['route-missing', 'node-stopped']));
    expect(advice.at(-1)?.severity).toBe('note');
  });
});
