import { describe, expect, it } from 'vitest';
import { healthyMap, mapOfEveryStatus } from '../../../support/builders/map-examples.ts';
import { foreignRoute, mapOf, pageOf, routesTo, TABLES, worker } from '../../../support/builders/maps.ts';
import { cidr } from '../../../support/builders/network.ts';
import { textOf } from '../../../support/page-text.ts';

describe('the page, above the map,', () => {
  it('says whether all is well, from what when and where', () => {
    expect(pageOf(healthyMap())).toContain('Every node has its routes in every table.');
    expect(textOf(pageOf(mapOfEveryStatus()))).toContain(
      'Needs attention: 1 conflict, 3 refused, 2 missing, 2 stale, 1 blackhole, 1 refused claim outside the map, 1 cluster-cidr-in-network.',
    );
    expect(pageOf(mapOf([], [], [cidr('10.200.0.0/16')]))).toContain('No node states a pod CIDR yet.');
    expect(pageOf(healthyMap())).toContain('<time datetime="2026-01-01T12:00:00.000Z">2026-01-01 12:00 UTC</time>');
    expect(pageOf(healthyMap(), { cloud: 'gcp', location: 'project p' })).toContain('Google Cloud, project p');
  });

  it('says that a listing has holes, and then not that all is well', () => {
    const html = pageOf({ ...healthyMap(), gaps: ['zone us-west1-a did not answer'] });
    expect(html).toContain('zone us-west1-a did not answer');
    expect(html).toContain('blocks that look free may be used');
    expect(html).not.toContain('Every node has its routes');
  });

  it('says with "all is well" what nobody looked at, and by which command somebody does', () => {
    const aws = textOf(pageOf(healthyMap()));
    expect(aws).toContain(
      'Not checked: packet filters, quotas, the deployed function, the nodes’ CNI; run podroutes doctor.',
    );
    expect(aws).toContain('security groups, network ACLs');
    expect(aws).toContain('podroutes doctor --cloud aws --region us-east-1 --cluster-name kubernetes-the-hard-way');
    expect(textOf(pageOf(healthyMap(), { cloud: 'gcp' }))).toContain('firewall rules and policies');
  });

  it('says of a stopped node that it is stopped, which is no problem', () => {
    const node = { ...worker('idle', ['10.200.1.0/24']), state: 'stopped' } as const;
    const routes = routesTo([node], TABLES).map((route) => ({ ...route, state: 'blackhole' }) as const);
    const text = textOf(pageOf(mapOf([node], routes, [cidr('10.200.0.0/16')])));
    expect(text).toContain('Every node has its routes in every table.');
    expect(text).toContain('Note: 1 stopped; its routes work again once the node runs.');
    expect(text).not.toMatch(/Needs attention|Only problems|blackhole/);
  });

  it('counts as a problem what no route shows: a node that drops the packets of its pods', () => {
    const node = { ...worker('dropping', ['10.200.1.0/24']), canIpForward: false };
    const text = textOf(pageOf(mapOf([node], routesTo([node], TABLES), [cidr('10.200.0.0/16')])));
    expect(text).toContain('Needs attention: 1 source-dest-check-on.');
    expect(text).toMatch(
      /aws ec2 modify-network-interface-attribute --no-source-dest-check --network-interface-id eni-/,
    );
  });

  it('counts a route of others inside the range of a node, which takes its packets', () => {
    const node = worker('shadowed', ['10.200.0.0/23']);
    const routes = [...routesTo([node], TABLES), foreignRoute('10.200.1.0/24', TABLES[0])];
    const text = textOf(pageOf(mapOf([node], routes, [cidr('10.200.0.0/16')])));
    expect(text).toContain('Needs attention: 1 route-shadowed.');
    expect(text).not.toContain('Every node has its routes');
  });
});
