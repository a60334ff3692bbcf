import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Direction } from '../doctor/analyze/packet-filter.ts';
import type { Protocol } from '../doctor/analyze/protocols.ts';
import { nodeLabel } from '../doctor/analyze/routes.ts';
import { chooseRoutes, type ChosenRoute } from './choose-route.ts';
import { addressesText, type Fault, type Hop, type HopKind, type HopStatus, type Way } from './hop.ts';
import { judgeGate, type Peer } from './judge-gate.ts';
import type { Machine, Network, Port } from './model.ts';
import { type Resolved, resolveTarget } from './resolve-target.ts';

/** Packets in one direction, between addresses of two instances. */
export interface Leg {
  readonly way: Way;
  readonly from: Cidr;
  readonly to: Cidr;
  readonly start: Machine;
  readonly goal: Machine;
  /** Ids of other instances that state addresses of `to`. */
  readonly rivals: ReadonlySet<string>;
  readonly protocols: readonly Protocol[];
}

interface Step extends ChosenRoute {
  readonly resolved: Resolved;
}

/** What the table of a port does with the packets of a leg: where that differs, the part that goes wrong. */
function stepFrom(network: Network, { table }: Port, { to, goal }: Leg): Step {
  const steps = chooseRoutes(table.routes, to).map((chosen): Step => {
    const { route, destination } = chosen;
    const resolved: Resolved =
      route === undefined
        ? { kind: 'nobody', why: `${table.id} has no route for ${addressesText(destination)}` }
        : resolveTarget(network, route.target, to);
    return { ...chosen, resolved };
  });
  const isWrong = ({ resolved }: Step) => resolved.kind !== 'port' || resolved.machine.id !== goal.id;
  const [first] = steps;
  const chosen = steps.find(isWrong) ?? first;
  return chosen ?? { destination: to, route: undefined, resolved: { kind: 'nobody', why: 'there is no route' } };
}

export class Walk {
  readonly #network: Network;
  readonly #leg: Leg;
  readonly #hops: Hop[] = [];
  readonly #seen = new Set<string>();

  constructor(network: Network, leg: Leg) {
    this.#network = network;
    this.#leg = leg;
  }

  hops(): readonly Hop[] {
    const { start } = this.#leg;
    const [port] = start.ports;
    if (port === undefined) this.#add('node', 'broken', start.id, `${nodeLabel(start)} has no interface`);
    else this.#sendFrom(port);
    return this.#hops;
  }

  #add(kind: HopKind, status: HopStatus, subject: string, what: string, fault?: Fault): void {
    const hop = { way: this.#leg.way, kind, status, subject, what };
    this.#hops.push(fault === undefined ? hop : { ...hop, fault });
  }

  #sendFrom(port: Port): void {
    const { to, from } = this.#leg;
    this.#seen.add(port.machine.id);
    const step = stepFrom(this.#network, port, this.#leg);
    const next = step.resolved.kind === 'port' ? step.resolved : undefined;
    this.#passForwarding(port, from);
    this.#passGates(port, 'egress', to, next?.port.zone ?? port.zone);
    const { table } = port;
    this.#add('table', 'ok', table.id, table.why);
    this.#follow(port, step);
    if (next?.machine.isUp !== true) return;
    this.#passGates(next.port, 'ingress', from, port.zone);
    this.#passForwarding(next.port, to);
    if (next.machine.id !== this.#leg.goal.id) this.#detour(port, step, next.machine);
  }

  /** Says which route wins, and whether whoever it leads to is there. */
  #follow(port: Port, { route, resolved, destination }: Step): void {
    const { goal } = this.#leg;
    const fault: Fault = { kind: 'misrouted', port, route, destination, goal };
    const subject = route?.destination ?? destination;
    const text = route === undefined ? '' : `${route.label} wins for ${addressesText(destination)}`;
    if (resolved.kind === 'nobody') {
      const what = route === undefined ? resolved.why : `${text}: ${resolved.why}`;
      return this.#add('route', 'broken', subject, what, fault);
    }
    this.#add('route', 'ok', subject, text);
    const { machine } = resolved;
    const what = `${nodeLabel(machine)} is ${machine.state}`;
    const cause: Fault = machine.id === goal.id ? { kind: 'not-running', machine } : fault;
    if (!machine.isUp) this.#add('target', 'broken', machine.id, what, cause);
    else this.#add('target', 'ok', machine.id, what);
  }

  /** Nodes pass on what is not theirs, by their default route; whether this one does, no API says. */
  #detour(port: Port, { route, destination }: Step, machine: Machine): void {
    const { goal, rivals } = this.#leg;
    const fault: Fault = { kind: 'misrouted', port, route, destination, goal };
    const label = nodeLabel(machine);
    if (rivals.has(machine.id)) {
      const what = `${label} states ${addressesText(destination)} too, and has the route: its pods get what is for ${nodeLabel(goal)}`;
      return this.#add('detour', 'broken', machine.id, what, fault);
    }
    if (this.#seen.has(machine.id)) {
      return this.#add('detour', 'broken', machine.id, `${label} gets it back: it goes round in circles`, fault);
    }
    const what = `${label} does not have ${addressesText(destination)}, which is on ${nodeLabel(goal)}: it would have to pass it on`;
    this.#add('detour', 'unknown', machine.id, what, fault);
    const [out] = machine.ports;
    if (out !== undefined) this.#sendFrom(out);
  }

  #passForwarding(port: Port, packets: Cidr): void {
    if (port.addresses.includes(packets)) return;
    const { on, off } = port.forwarding;
    if (port.forwards) this.#add('forwarding', 'ok', port.id, on);
    else this.#add('forwarding', 'broken', port.id, off, { kind: 'not-forwarding', port });
  }

  /** @param otherZone the subnet of the other end; at the border, nothing is asked within one */
  #passGates(port: Port, direction: Direction, peer: Cidr, otherZone: string): void {
    const { way, protocols } = this.#leg;
    const asked = port.gates
      .filter((gate) => gate.direction === direction)
      .filter((gate) => (!gate.isBorder || otherZone !== port.zone) && (!gate.isStateful || way === 'there'));
    const isOwn = this.#network.machines.some(({ ports }) => ports.some(({ addresses }) => addresses.includes(peer)));
    const end: Peer = { cidr: peer, isOwn };
    this.#hops.push(...asked.map((gate) => judgeGate(gate, end, protocols, way)));
  }
}
