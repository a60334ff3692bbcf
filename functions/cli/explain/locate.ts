import {
  ADDRESS_BITS,
  canonicalCidr,
  canonicalCidrs,
  type Cidr,
  contains,
  familyOf,
  overlaps,
} from '../../../shared/reconcile/model/ranges/cidr.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../shared/reconcile/inventory/node-entries.ts';
import { statedCidrs } from '../doctor/advice/occupied-ranges.ts';
import { nodeLabel } from '../doctor/analyze/routes.ts';
import { addressesText, type Place } from './hop.ts';
import type { Machine, Network } from './model.ts';
import { chooseRoutes } from './choose-route.ts';
import { resolveTarget } from './resolve-target.ts';

/** What is known of who has which addresses. */
export interface Directory {
  readonly network: Network;
  readonly inventory: Inventory;
}

const machineOf = ({ machines }: Network, id: string): Machine | undefined => machines.find((each) => each.id === id);

/** The ranges of a node: those that it was granted or, where there are none, those that it states. */
function rangesOf(entry: NodeEntry): readonly Cidr[] {
  return entry.podCidrs.length > 0 ? entry.podCidrs : statedCidrs(entry);
}

function podsOf({ network, inventory }: Directory, { node }: NodeEntry, cidr: Cidr, note = ''): Place {
  const isRival = (entry: NodeEntry) =>
    entry.node.id !== node.id && statedCidrs(entry).some((stated) => overlaps(stated, cidr));
  return {
    cidr,
    label: `${addressesText(cidr)}, ${addressesText(cidr) === cidr ? 'pods' : 'a pod'} of ${nodeLabel(node)}${note}`,
    machine: machineOf(network, node.id),
    rivals: new Set(inventory.nodes.filter(isRival).map((entry) => entry.node.id)),
  };
}

/** The pods of all nodes that run. */
export function everybody(directory: Directory): Place[] {
  return directory.inventory.nodes
    .flatMap((entry) => rangesOf(entry).map((cidr) => podsOf(directory, entry, cidr)))
    .filter(({ machine }) => machine?.isUp === true);
}

/** The instances to which routes for these addresses lead, though they do not state them. */
function routedTo({ network }: Directory, cidr: Cidr): Machine[] {
  const tables = new Set(network.machines.flatMap(({ ports }) => ports.map(({ table }) => table)));
  const found = [...tables]
    .flatMap(({ routes }) => chooseRoutes(routes, cidr))
    .flatMap(({ route }) => route ?? [])
    .map(({ target }) => resolveTarget(network, target, cidr));
  const machines = found.flatMap((resolved) => (resolved.kind === 'port' ? [resolved.machine] : []));
  return [...new Set(machines)];
}

/** Addresses that no node states: whoever the routes lead to may have them. */
function guess(directory: Directory, cidr: Cidr): Place {
  const [machine, another] = routedTo(directory, cidr);
  const text = addressesText(cidr);
  if (machine === undefined) {
    return { cidr, label: `nobody has ${text}: no node states a range with it, and no route leads there`, machine };
  }
  const label = nodeLabel(machine);
  if (another === undefined) {
    return { cidr, label: `${text}, behind ${label}, which states no range with it`, machine, isGuess: true };
  }
  const both = `one route to it leads to ${label}, another to ${nodeLabel(another)}`;
  return { cidr, label: `${text}, which no node states: ${both}`, machine: undefined, isGuess: true };
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
  const entry = directory.inventory.nodes.find(({ node }) => node.id === machine.id);
  const ranges = entry === undefined ? [] : rangesOf(entry);
  if (entry !== undefined && ranges.length > 0) return ranges.map((cidr) => podsOf(directory, entry, cidr));
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

/** The pairs of places between which packets can go: those of one family. */
export function pairs(sources: readonly Place[], destinations: readonly Place[]): [Place, Place][] {
  return sources.flatMap((source) =>
    destinations
      .filter(({ cidr }) => familyOf(cidr) === familyOf(source.cidr))
      .map((destination): [Place, Place] => [source, destination]),
  );
}
