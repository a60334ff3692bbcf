import { describe, expect, it } from 'vitest';
import {
  type FilterRule,
  type RuleList,
  evaluateReachability,
} from '../../../../functions/cli/doctor/analyze/packet-filter.ts';
import { canonicalCidr, type Cidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';

const cidrs = (...texts: string[]): Cidr[] => texts.map(canonicalCidr).filter((each) => each !== undefined);

const ALL = { tcp: 'all', udp: 'all', icmp: 'all' } as const;
const PODS = cidrs('10.200.0.0/24', '10.200.1.0/24');

function rule(action: FilterRule['action'], range: string, protocols: FilterRule['protocols'] = ALL): FilterRule {
  return { name: `${action} ${range}`, action, ranges: cidrs(range), protocols };
}

const [allow, deny] = ['allow', 'deny'].map(
  (action) => (range: string, protocols?: FilterRule['protocols']) =>
    rule(action === 'allow' ? 'allow' : 'deny', range, protocols),
);
if (allow === undefined || deny === undefined) throw new Error('unreachable');

const next = (range: string) => rule('next', range);

interface FilterCase {
  readonly levels: readonly RuleList[];
  readonly otherwise?: 'allow' | 'deny';
  readonly status: string;
  readonly ranges?: readonly string[];
  readonly whole?: readonly string[];
  readonly partly?: readonly string[];
  readonly by?: string;
}

const FILTER_CASES: Readonly<Record<string, FilterCase>> = {
  'no rule, default deny': { levels: [[]], status: 'closed', ranges: ['10.200.0.0/23'], whole: ['tcp', 'udp', 'icmp'] },
  'no rule, default allow': { levels: [[]], otherwise: 'allow', status: 'open' },
  'all of the cluster allowed': { levels: [[allow('10.200.0.0/16')]], status: 'open' },
  'everything allowed': { levels: [[allow('0.0.0.0/0')]], status: 'open' },
  'each node allowed for itself': { levels: [[allow('10.200.0.0/24'), allow('10.200.1.0/24')]], status: 'open' },
  'halves that make a whole': {
    levels: [[allow('10.200.0.0/25'), allow('10.200.0.128/25'), allow('10.200.1.0/24')]],
    status: 'open',
  },
  'one node only': { levels: [[allow('10.200.0.0/24')]], status: 'closed', ranges: ['10.200.1.0/24'] },
  'half a node': {
    levels: [[allow('10.200.0.0/24'), allow('10.200.1.0/25')]],
    status: 'closed',
    ranges: ['10.200.1.128/25'],
  },
  'another family': { levels: [[allow('::/0')]], status: 'closed', ranges: ['10.200.0.0/23'] },
  'all three protocols by name': {
    levels: [[allow('10.200.0.0/16', { tcp: 'all' }), allow('10.200.0.0/16', { udp: 'all', icmp: 'all' })]],
    status: 'open',
  },
  'no ping': {
    levels: [[allow('10.200.0.0/16', { tcp: 'all', udp: 'all' })]],
    status: 'narrow',
    whole: ['icmp'],
    partly: [],
  },
  'no UDP': {
    levels: [[allow('10.200.0.0/16', { tcp: 'all', icmp: 'all' })]],
    status: 'closed',
    whole: ['udp'],
    partly: [],
  },
  'certain ports of all': {
    levels: [[allow('10.200.0.0/16', { tcp: 'some', udp: 'some', icmp: 'all' })]],
    status: 'narrow',
    whole: [],
    partly: ['tcp', 'udp'],
  },
  'certain ports of TCP, no UDP': {
    levels: [[allow('10.200.0.0/16', { tcp: 'some', icmp: 'all' })]],
    status: 'closed',
    whole: ['udp'],
    partly: ['tcp'],
  },
  'denied first': {
    levels: [[deny('10.200.1.0/24'), allow('10.200.0.0/16')]],
    status: 'closed',
    ranges: ['10.200.1.0/24'],
    by: 'deny 10.200.1.0/24',
  },
  'allowed first': { levels: [[allow('10.200.0.0/16'), deny('0.0.0.0/0')]], status: 'open' },
  'denied elsewhere': { levels: [[deny('10.201.0.0/16'), allow('10.200.0.0/16')]], status: 'open' },
  'certain ports denied': {
    levels: [[deny('10.200.0.0/16', { tcp: 'some' }), allow('10.200.0.0/16')]],
    status: 'narrow',
    partly: ['tcp'],
    by: 'deny 10.200.0.0/16',
  },
  'certain ports allowed before a denial': {
    levels: [[allow('10.200.0.0/16', { tcp: 'some' }), deny('0.0.0.0/0', { tcp: 'all' }), allow('0.0.0.0/0')]],
    status: 'narrow',
    partly: ['tcp'],
    by: 'deny 0.0.0.0/0',
  },
  'denied above': { levels: [[deny('10.0.0.0/8')], [allow('0.0.0.0/0')]], status: 'closed', by: 'deny 10.0.0.0/8' },
  'allowed above': { levels: [[allow('10.0.0.0/8')], [deny('0.0.0.0/0')]], status: 'open' },
  'passed on above, allowed below': {
    levels: [[next('10.0.0.0/8'), deny('0.0.0.0/0')], [allow('0.0.0.0/0')]],
    status: 'open',
  },
  'passed on above, nothing below': { levels: [[next('10.0.0.0/8'), deny('0.0.0.0/0')], []], status: 'closed' },
  'not matched above, denied below': {
    levels: [[allow('10.201.0.0/16')], [deny('0.0.0.0/0')]],
    status: 'closed',
    by: 'deny 0.0.0.0/0',
  },
};

describe('what becomes of packets between pods', () => {
  it.each(Object.entries(FILTER_CASES))(
    '%s',
    (_, { levels, otherwise: defaultAction = 'deny', status, by, ...expected }) => {
      const found = evaluateReachability({ levels, defaultAction }, PODS);
      expect(found).toMatchObject({ status, ...expected });
      if (found.status !== 'open') expect(found.by?.name).toBe(by);
    },
  );

  it.each([
    ['icmp', 'icmpv6', 'open'],
    ['icmpv6', 'icmp', 'narrow'],
  ] as const)('asks over IPv4 for %s, not %s', (inRule, _, overIpv4) => {
    const of = (range: string) =>
      evaluateReachability(
        { levels: [[allow(range, { tcp: 'all', udp: 'all', [inRule]: 'all' })]], defaultAction: 'deny' },
        cidrs(range),
      ).status;
    expect(of('10.200.0.0/24')).toBe(overIpv4);
    expect(of('fd00:10::/64')).toBe(overIpv4 === 'open' ? 'narrow' : 'open');
  });

  it('is open where there is nobody else', () => {
    expect(evaluateReachability({ levels: [[]], defaultAction: 'deny' }, [])).toEqual({ status: 'open' });
  });
});
