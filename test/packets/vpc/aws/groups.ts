import type { LocalEc2, NetworkInterface, Permission } from '../../../../infra/local/aws.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { type Filter, type FilterRule, protocolNumber } from '../model.ts';

type State = LocalEc2['backend']['state'];

/** Security groups stand before each interface; an interface may do what one of its groups allows. */
export function groupFilters(state: State, nics: readonly NetworkInterface[]): Filter[] {
  return [...groupBy(nics, ({ groupIds }) => [...groupIds].sort().join(' ')).values()].flatMap((members) => {
    const ports = members.map(({ id }) => id);
    const groups = state.groups.needAll(members[0]?.groupIds ?? []);
    const rules = (permissions: readonly Permission[]) => permissions.flatMap((each) => rulesOf(state, each));
    const common = { ports, isStateful: true, isBorder: false } as const;
    return [
      { ...common, direction: 'out', rules: rules(groups.flatMap(({ egress }) => egress)) },
      { ...common, direction: 'in', rules: rules(groups.flatMap(({ ingress }) => ingress)) },
    ];
  });
}

/** A group stands for the addresses of its members' interfaces, which those of their pods are not. */
function rulesOf(state: State, permission: Permission): FilterRule[] {
  const { ranges, ipv6Ranges, groupIds, fromPort, toPort } = permission;
  const members = groupIds.flatMap((id) => state.interfacesByGroup.find(id));
  const addresses = members.flatMap(({ privateIpAddress, ipv6Addresses }) => [privateIpAddress, ...ipv6Addresses]);
  const protocol = protocolNumber(permission.protocol);
  const isIcmp = protocol === 1 || protocol === 58;
  const hasPorts = fromPort !== undefined && toPort !== undefined && fromPort !== -1;
  return [...ranges, ...ipv6Ranges, ...addresses].map((peer) => ({
    verdict: 'allow',
    peer,
    protocol,
    ports: hasPorts && !isIcmp ? { from: fromPort, to: toPort } : undefined,
    icmpType: hasPorts && isIcmp ? fromPort : undefined,
  }));
}
