import type { AclEntry, LocalEc2, NetworkInterface } from '../../../../infra/local/aws.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Filter, type FilterRule, protocolNumber } from '../model.ts';

type State = LocalEc2['backend']['state'];

/** Network ACLs stand at the border of each subnet, and remember nothing. */
export function aclFilters(state: State, nics: readonly NetworkInterface[]): Filter[] {
  return [...groupBy(nics, ({ subnetId }) => subnetId)].flatMap(([subnetId, members]) => {
    const ports = members.map(({ id }) => id);
    return state.aclsBySubnet.find(subnetId).flatMap(({ entries }) => [
      { ports, direction: 'out', isStateful: false, isBorder: true, rules: rulesOf(entries, true) },
      { ports, direction: 'in', isStateful: false, isBorder: true, rules: rulesOf(entries, false) },
    ]);
  });
}

function rulesOf(entries: readonly AclEntry[], egress: boolean): FilterRule[] {
  const mine = entries.filter((entry) => entry.egress === egress).sort((a, b) => a.number - b.number);
  return mine.map(({ action, cidr, protocol, ports, icmp }) => ({
    verdict: action,
    peer: cidr.text,
    protocol: protocolNumber(protocol),
    ports,
    icmpType: icmp === undefined || icmp.type === -1 ? undefined : icmp.type,
  }));
}
