import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { type Direction, DIRECTIONS } from '../../doctor/analyze/packet-filter.ts';
import { allowPods, appliesTo, NewRuleNames } from '../../doctor/gcp/firewall/analyze.ts';
import type { EffectiveFirewalls } from '../../doctor/gcp/firewall/rules.ts';
import type { InstanceFacts } from '../../doctor/gcp/instances.ts';
import type { Gate } from '../model.ts';

/** The firewall rules and policies of a network, or why they could not be read. */
export type Firewalls = EffectiveFirewalls | { readonly unread: string };

function gateOf(instance: InstanceFacts, direction: Direction, firewalls: Firewalls, config: GcpConfig): Gate {
  const { network } = config;
  const gate = {
    id: network,
    name: `the firewall of ${network} before ${instance.name}`,
    direction,
    isBorder: false,
    isStateful: true,
  };
  if ('unread' in firewalls) return { ...gate, filter: firewalls, allow: () => [] };
  const applicable = firewalls.ruleLists.map((list) =>
    list.filter((rule) => rule.direction === direction && appliesTo(rule, instance)),
  );
  const inconclusive = applicable.flat().find(({ otherCriteria }) => otherCriteria.length > 0);
  const doubt: Gate['doubt'] =
    inconclusive === undefined
      ? { why: 'rules that name tags and service accounts are not looked into', about: 'drops of own addresses' }
      : {
          why: `${inconclusive.name} goes by ${inconclusive.otherCriteria.join(', ')}, which is not looked into`,
          about: 'everything',
        };
  return {
    ...gate,
    doubt,
    filter: { levels: applicable, defaultAction: direction === 'ingress' ? 'deny' : 'allow' },
    allow: (ranges, by) => {
      const blocking = applicable.flat().find((rule) => rule === by);
      return allowPods(config, new NewRuleNames(firewalls), direction, blocking, ranges);
    },
  };
}

export function gatesOf(instance: InstanceFacts, firewalls: Firewalls, config: GcpConfig): Gate[] {
  return DIRECTIONS.map((direction) => gateOf(instance, direction, firewalls, config));
}
