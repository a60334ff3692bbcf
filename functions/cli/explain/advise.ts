import { canonicalCidr, contains, overlaps, type Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { Remediations } from '../doctor/advice/remediations.ts';
import type { FindingId } from '../doctor/explanations.ts';
import type { Finding } from '../doctor/finding.ts';
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

type Misrouted = Extract<Fault, { kind: 'misrouted' }>;

/** What the doctor says of the route, else of the part of the network that it is in. */
function findingOnRoute({ port, route, destination, goal }: Misrouted, findings: readonly Finding[]) {
  const suffix = ` in ${port.table.id}`;
  const cidrOf = ({ subject }: Finding) =>
    subject.endsWith(suffix) ? canonicalCidr(subject.slice(0, -suffix.length)) : undefined;
  const isNear = (cidr: Cidr | undefined) => cidr !== undefined && overlaps(cidr, destination);
  const onRoutes = findings.filter(({ area }) => area === 'routes');
  return (
    onRoutes.find((each) => route !== undefined && cidrOf(each) === route.destination) ??
    onRoutes.find((each) => isNear(cidrOf(each))) ??
    findings.find(({ area, subject }) => area === 'network' && subject === port.zone) ??
    findings.find(({ area, subject }) => area === 'addresses' && subject === goal.id)
  );
}

function findingOn(fault: Fault, findings: readonly Finding[]): Finding | undefined {
  switch (fault.kind) {
    case 'not-running':
      return findings.find(({ id, subject }) => id === 'node-stopped' && subject === fault.machine.id);
    case 'not-forwarding':
      return findings.find(
        ({ area, subject }) =>
          area === 'forwarding' && (subject === fault.port.id || subject === fault.port.machine.id),
      );
    case 'misrouted':
      return findingOnRoute(fault, findings);
    case 'dropped':
    case 'unclaimed':
      return undefined;
  }
}

/** What shows more of a fault about which the doctor has nothing sure to say. */
function commandsFor(fault: Fault, { inventory, remediations }: Diagnosed): readonly string[] {
  const showMachine = (id: string) => {
    const entry = inventory.nodes.find(({ node }) => node.id === id);
    return [entry === undefined ? remediations.listInstances() : remediations.showNode(entry.node)];
  };
  switch (fault.kind) {
    case 'not-running':
      return showMachine(fault.machine.id);
    case 'not-forwarding':
      return showMachine(fault.port.machine.id);
    case 'unclaimed':
      return [remediations.listInstances()];
    case 'misrouted': {
      const { table } = fault.port;
      const known = inventory.routes.find(
        (route) => route.table === table.id && route.destination === fault.route?.destination,
      );
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
