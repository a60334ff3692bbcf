import { type Cidr, overlaps } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { statedCidrs } from '../../doctor/advice/occupied-ranges.ts';
import { isAsking } from '../../doctor/analyze/requests.ts';
import { nodeLabel } from '../../doctor/analyze/routes.ts';
import { addressesText, type Concern, type Place } from '../hop.ts';
import type { Machine } from '../model.ts';
import type { Directory } from './directory.ts';

const machineOf = ({ network }: Directory, id: string): Machine | undefined =>
  network.machines.find((each) => each.id === id);

/** A node that has no range that it knows of has no pods: of these, nothing can be said. */
function noRange(machine: Machine, reasons: readonly string[]): Concern {
  // They name the node, as the sentence does.
  const bare = reasons.map((each) => each.replace(`${machine.name}: `, ''));
  const why = bare.length === 0 ? '' : `: ${bare.join('; ')}`;
  const what = `${nodeLabel(machine)} has no accepted range${why}`;
  return { status: 'broken', what, fault: { kind: 'no-range', machine } };
}

/** Addresses of a node's pods. */
export function podsOf(directory: Directory, entry: NodeEntry, cidr: Cidr, note = ''): Place {
  const { node, reasons } = entry;
  const isRival = (other: NodeEntry) =>
    other.node.id !== node.id && statedCidrs(other).some((stated) => overlaps(stated, cidr));
  const machine = machineOf(directory, node.id);
  const concern = machine !== undefined && isAsking(entry) ? noRange(machine, reasons) : undefined;
  return {
    cidr,
    label: `${addressesText(cidr)}, ${addressesText(cidr) === cidr ? 'pods' : 'a pod'} of ${nodeLabel(node)}${note}`,
    machine,
    ...(concern === undefined ? {} : { concern }),
    rivals: new Set(directory.inventory.nodes.filter(isRival).map((other) => other.node.id)),
  };
}

function placeWithoutRange(machine: Machine, reasons: readonly string[]): Place {
  return { cidr: undefined, label: `pods of ${nodeLabel(machine)}`, machine, concern: noRange(machine, reasons) };
}

/** What the pods of an instance have; undefined of an instance that is no node. */
export function podsOfMachine(directory: Directory, machine: Machine): Place[] | undefined {
  const { nodes, unstated } = directory.inventory;
  const entry = nodes.find(({ node }) => node.id === machine.id);
  if (entry !== undefined) {
    if (entry.podCidrs.length === 0) return [placeWithoutRange(machine, entry.reasons)];
    return entry.podCidrs.map((cidr) => podsOf(directory, entry, cidr));
  }
  const reasons = unstated.filter(({ node }) => node.id === machine.id).map(({ note }) => note.reason);
  return reasons.length === 0 ? undefined : [placeWithoutRange(machine, reasons)];
}

/** The pods of all nodes that run. */
export const everybody = (directory: Directory): Place[] =>
  directory.network.machines.filter(({ isUp }) => isUp).flatMap((machine) => podsOfMachine(directory, machine) ?? []);
