import { canonicalCidr, type Cidr, overlaps } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Finding } from '../doctor/finding.ts';
import type { Fault } from './hop.ts';

type Misrouted = Extract<Fault, { kind: 'misrouted' }>;

/** The range of the route that a finding is about. */
function routeOf({ area, subject }: Finding): { readonly cidr: Cidr; readonly table: string } | undefined {
  const [destination = '', table = ''] = subject.split(' in ');
  const cidr = area === 'routes' ? canonicalCidr(destination) : undefined;
  return cidr === undefined ? undefined : { cidr, table };
}

const isNear = (finding: Finding, destination: Cidr) => {
  const route = routeOf(finding);
  return route !== undefined && overlaps(route.cidr, destination);
};

/** What the doctor says of the route, else of the part of the network that it is in. */
function findingOnRoute({ port, route, destination, goal }: Misrouted, findings: readonly Finding[]) {
  const inTable = findings.filter((each) => routeOf(each)?.table === port.table.id);
  return (
    inTable.find((each) => route !== undefined && routeOf(each)?.cidr === route.destination) ??
    inTable.find((each) => isNear(each, destination)) ??
    findings.find(({ area, subject }) => area === 'network' && subject === port.zone) ??
    findings.find(({ area, subject }) => area === 'addresses' && subject === goal?.id)
  );
}

/** What the doctor calls a fault, where it finds it too. */
export function findingOn(fault: Fault, findings: readonly Finding[]): Finding | undefined {
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
    case 'no-range': {
      const onNode = findings.filter(({ subject }) => subject === fault.machine.id);
      // One that is stopped and asks is told its range when it runs.
      return onNode.find(({ area }) => area === 'addresses') ?? onNode.find(({ id }) => id === 'node-stopped');
    }
    case 'unclaimed':
      return findings.find((each) => isNear(each, fault.destination));
    case 'dropped':
      return undefined;
  }
}
