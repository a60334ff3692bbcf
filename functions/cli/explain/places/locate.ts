import {
  ADDRESS_BITS,
  canonicalCidr,
  canonicalCidrs,
  type Cidr,
  contains,
  familyOf,
} from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { SettingsError } from '../../../../shared/reconcile/settings.ts';
import { statedCidrs } from '../../doctor/advice/occupied-ranges.ts';
import { nodeLabel } from '../../doctor/analyze/routes.ts';
import { addressesText, type Place } from '../hop.ts';
import type { Directory } from './directory.ts';
import { guess } from './guess.ts';
import { podsOf, podsOfMachine } from './node-places.ts';

/** The ranges of a node: those that it was granted or, where there are none, those that it states. */
function rangesOf(entry: NodeEntry): readonly Cidr[] {
  return entry.podCidrs.length > 0 ? entry.podCidrs : statedCidrs(entry);
}

/** Who has a range that is no larger than that of a node. */
function holderOf(directory: Directory, cidr: Cidr): Place {
  const { network, inventory } = directory;
  const isIn = (ranges: readonly Cidr[]) => ranges.some((range) => contains(range, cidr));
  const own = network.machines.find(({ ports }) => ports.some(({ addresses }) => isIn(addresses)));
  if (own !== undefined)
    return { cidr, label: `${addressesText(cidr)}, an address of ${nodeLabel(own)} itself`, machine: own };
  const accepted = inventory.nodes.find(({ podCidrs }) => isIn(podCidrs));
  if (accepted !== undefined) return podsOf(directory, accepted, cidr);
  const stated = inventory.nodes.find((entry) => isIn(statedCidrs(entry)));
  if (stated !== undefined) return podsOf(directory, stated, cidr, ', which states the range without being granted it');
  return guess(directory, cidr);
}

function placesIn(directory: Directory, cidr: Cidr): Place[] {
  const inside = directory.inventory.nodes.flatMap((entry) =>
    rangesOf(entry)
      .filter((range) => range !== cidr && contains(cidr, range))
      .map((range) => podsOf(directory, entry, range)),
  );
  return inside.length > 0 ? inside : [holderOf(directory, cidr)];
}

function placesOfMachine(directory: Directory, name: string): Place[] {
  const found = directory.network.machines.filter((machine) => machine.id === name || machine.name === name);
  const [machine, another] = found;
  if (machine === undefined) throw new SettingsError([`no instance of the network is called "${name}"`]);
  if (another !== undefined) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new SettingsError([`several instances are called "${name}": say which by its id, of ${ids}`]);
  }
  const pods = podsOfMachine(directory, machine);
  if (pods !== undefined) return pods;
  const own = machine.ports[0]?.addresses ?? [];
  return own.map((cidr) => ({
    cidr,
    label: `${addressesText(cidr)}, an address of ${nodeLabel(machine)} itself`,
    machine,
  }));
}

/** One address as a range. */
function addressRange(text: string): Cidr | undefined {
  return canonicalCidr(`${text}/${ADDRESS_BITS[text.includes(':') ? 'ipv6' : 'ipv4']}`);
}

export const addressRanges = (texts: readonly string[]): Cidr[] =>
  canonicalCidrs(texts.map((text) => addressRange(text)));

/** What is meant by a pod's address, a range, or the name or id of an instance. Throws SettingsError where it is nothing of these. */
export function locate(directory: Directory, text: string): Place[] {
  const cidr = addressRange(text) ?? canonicalCidr(text);
  return cidr === undefined ? placesOfMachine(directory, text) : placesIn(directory, cidr);
}

/** The pairs of places between which packets can go: those of one family. Pods without a range are told of once. */
export function pairs(sources: readonly Place[], destinations: readonly Place[]): [Place, Place][] {
  const told = new Set<string>();
  return sources.flatMap((source) =>
    destinations
      .filter((destination) => {
        if (source.cidr !== undefined && destination.cidr !== undefined) {
          return familyOf(destination.cidr) === familyOf(source.cidr);
        }
        const pair = `${source.machine?.id} ${destination.machine?.id}`;
        return !told.has(pair) && told.add(pair);
      })
      .map((destination): [Place, Place] => [source, destination]),
  );
}
