import { expect, it } from 'vitest';
import { similarKeys } from '../../../../../shared/reconcile/model/text/similar-keys.ts';

it('names that mean a pod CIDR are told apart from the right one and from others', () => {
  const similar = [
    'POD_CIDR',
    'PodCidr',
    'Pod-CIDR',
    'Pod_Cidr',
    'podCIDR',
    'pod_cidr',
    'podcidrs',
    'Pod CIDR',
    'node-pod-cidr',
  ];
  const others = [
    'pod-cidr',
    'Name',
    '',
    'podroutes/pod-cidr',
    'cluster-cidr',
    'pod-network-cidr',
    'pod-cidr-allocator',
    'x'.repeat(200),
  ];
  expect(similarKeys([...similar, ...others])).toEqual(similar);
});
