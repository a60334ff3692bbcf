import { describe, expect, it } from 'vitest';
import { quotaShortages } from '../../../../shared/reconcile/report/quota-shortages.ts';
import { cidr } from '../../../support/builders/network.ts';

const change = (action: 'create' | 'delete', destination: string, table = 'rtb-1') => ({
  action,
  table,
  destination: cidr(destination),
});
const usage = { table: 'rtb-1', family: 'ipv4', routes: 9, quota: 10 } as const;
const two = [change('create', '10.200.0.0/24'), change('create', '10.200.1.0/24')];

describe('a table is short of room', () => {
  it('when more is to be created than fits, whatever is to be deleted', () => {
    const shortage = { ...usage, wanted: 2, room: 1 };
    expect(quotaShortages([usage], two)).toEqual([shortage]);
    expect(quotaShortages([usage], [...two, change('delete', '10.200.9.0/24')])).toEqual([shortage]);
    expect(quotaShortages([{ ...usage, routes: 11 }], two)).toMatchObject([{ room: 0 }]);
  });

  it('not for what another table or family gets, unless both families share a quota', () => {
    expect(quotaShortages([{ ...usage, table: 'rtb-2' }], two)).toEqual([]);
    const six = [change('create', '10.200.0.0/24'), change('create', 'fd00:10::/64')];
    expect(quotaShortages([usage], six)).toEqual([]);
    expect(quotaShortages([{ table: 'rtb-1', routes: 9, quota: 10 }], six)).toMatchObject([{ wanted: 2, room: 1 }]);
    expect(quotaShortages([usage], [])).toEqual([]);
  });
});
