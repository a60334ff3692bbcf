import { contains } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { Remediations } from '../doctor/advice/remediations.ts';
import type { FindingId } from '../doctor/explanations.ts';
import type { Finding } from '../doctor/finding.ts';
import { findingOn } from './finding-on.ts';
import type { Fault, Hop, Path } from './hop.ts';

/** What mends a path, with the finding of the doctor that says so. */
export interface Mend {
  readonly finding?: FindingId;
  readonly commands: readonly string[];
}

/** What the doctor knows of the cluster. */
export interface Diagnosed {
  readonly inventory: Inventory;
  readonly remediations: Remediations;
  readonly findings: readonly Finding[];
}

/** The first hop at which packets end or, where none is known to, the first that is wrong. */
export function culpritOf({ hops }: Pick<Path, 'hops'>): Hop | undefined {
  return hops.find(({ status }) => status === 'broken') ?? hops.find(({ fault }) => fault !== undefined);
}

/** What shows more of a fault about which the doctor has nothing sure to say. */
function commandsFor(fault: Fault, { inventory, remediations }: Diagnosed): readonly string[] {
  const showMachine = (id: string) => {
    const entry = inventory.nodes.find(({ node }) => node.id === id);
    return [entry === undefined ? remediations.listInstances() : remediations.showNode(entry.node)];
  };
  const showStatement = (id: string) => {
    const entry = [...inventory.nodes, ...inventory.unstated].find(({ node }) => node.id === id);
    return [entry === undefined ? remediations.listInstances() : remediations.showPodCidrSource(entry.node)];
  };
  switch (fault.kind) {
    case 'not-running':
      return showMachine(fault.machine.id);
    case 'not-forwarding':
      return showMachine(fault.port.machine.id);
    case 'no-range':
      return showStatement(fault.machine.id);
    case 'unclaimed':
      return [remediations.listInstances()];
    case 'misrouted': {
      const { port, route } = fault;
      const alike = inventory.routes.filter(
        ({ table, destination }) => table === port.table.id && destination === route?.destination,
      );
      const known = alike.find(({ name }) => name === route?.name) ?? alike[0];
      return [known === undefined ? remediations.podroutes('plan') : remediations.showRoute(known)];
    }
    case 'dropped': {
      const around = inventory.clusterCidrs.filter((cidr) => contains(cidr, fault.peer));
      return fault.gate.allow(around.length > 0 ? around : [fault.peer], fault.by);
    }
  }
}

export function mendFor(fault: Fault, diagnosed: Diagnosed): Mend {
  const found = findingOn(fault, diagnosed.findings);
  if (found === undefined) return { commands: commandsFor(fault, diagnosed) };
  return { finding: found.id, commands: found.mend.split('\n') };
}
