import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import type { Direction } from '../doctor/analyze/packet-filter.ts';
import type { Protocol } from '../doctor/analyze/protocols.ts';
import { nodeLabel } from '../doctor/analyze/routes.ts';
import { addressesText, type Fault, type Hop, type HopKind, type HopStatus, type Way } from './hop.ts';
import { judgeGate, type Peer } from './judge-gate.ts';
import type { Machine, Network, Port } from './model.ts';
import { type Arrival, type Step, stepFrom, whyNobody } from './routing/step.ts';

/** Packets in one direction, between addresses of two instances. */
export interface Leg {
  readonly way: Way;
  readonly from: Cidr;
  readonly to: Cidr;
  readonly start: Machine;
  /** Who has `to`; undefined where nobody is known to. */
  readonly goal: Machine | undefined;
  /** Whether only routes say that `goal` has it. */
  readonly isGuess: boolean;
  /** Ids of other instances that state addresses of `to`. */
  readonly rivals: ReadonlySet<string>;
  readonly protocols: readonly Protocol[];
}

const isBroken = ({ status }: Hop) => status === 'broken';

export class Walk {
  readonly #network: Network;
  readonly #leg: Leg;

  constructor(network: Network, leg: Leg) {
    this.#network = network;
    this.#leg = leg;
  }

  hops(): readonly Hop[] {
    const { start } = this.#leg;
    const [port] = start.ports;
    if (port === undefined) return [this.#hop('node', 'broken', start.id, `${nodeLabel(start)} has no interface`)];
    return this.#sendFrom(port, new Set());
  }

  #hop(kind: HopKind, status: HopStatus, subject: string, what: string, fault?: Fault): Hop {
    const hop = { way: this.#leg.way, kind, status, subject, what };
    return fault === undefined ? hop : { ...hop, fault };
  }

  /** @param passed ids of the instances that had the packets before */
  #sendFrom(port: Port, passed: ReadonlySet<string>): Hop[] {
    const { to, from } = this.#leg;
    const step = stepFrom(this.#network, port, to, this.#leg.goal);
    const otherZone = step.resolved.kind === 'port' ? step.resolved.port.zone : port.zone;
    return [
      ...this.#forwarding(port, from),
      ...this.#gates(port, 'egress', to, otherZone),
      this.#hop('table', 'ok', port.table.id, port.table.why),
      ...this.#follow(step, new Set([...passed, port.machine.id])),
    ];
  }

  /** Says which route wins, and what becomes of packets where it leads. */
  #follow(step: Step, passed: ReadonlySet<string>): Hop[] {
    const { route, resolved, destination } = step;
    const { goal, isGuess } = this.#leg;
    const text = route === undefined ? '' : `${route.label} wins for ${addressesText(destination)}`;
    if (resolved.kind === 'nobody') {
      const what = route === undefined ? resolved.why : `${text}: ${whyNobody(step, resolved.why)}`;
      return [this.#routeHop('broken', step, what)];
    }
    if (resolved.machine.id !== goal?.id) return this.#detour(step, resolved, text, passed);
    // Whoever states the addresses is reached; who states others is not known to have them, and the route will not stay.
    if (isGuess && route?.standing?.status === 'stale') {
      return [this.#routeHop('broken', step, `${text}, and is wrong: ${route.standing.reason}`)];
    }
    const fault: Fault = { kind: 'not-running', machine: goal };
    return [this.#routeHop('ok', step, text), ...this.#arrive(step, resolved, fault)];
  }

  #routeHop(status: HopStatus, { port, route, destination }: Step, what: string): Hop {
    const { goal } = this.#leg;
    const fault: Fault = { kind: 'misrouted', port, route, destination, goal };
    return this.#hop('route', status, route?.destination ?? destination, what, status === 'ok' ? undefined : fault);
  }

  #arrive({ port: sender }: Step, { port, machine }: Arrival, fault: Fault): Hop[] {
    const { to, from } = this.#leg;
    const what = `${nodeLabel(machine)} is ${machine.state}`;
    if (!machine.isUp) return [this.#hop('target', 'broken', machine.id, what, fault)];
    return [
      this.#hop('target', 'ok', machine.id, what),
      ...this.#gates(port, 'ingress', from, sender.zone),
      ...this.#forwarding(port, to),
    ];
  }

  /**
   * A route to an instance that does not have the addresses. Nodes pass on what is not theirs, by their default route; whether this one
   * does, no API says. Where it would not help, the packets end at the route.
   */
  #detour(step: Step, arrival: Arrival, text: string, passed: ReadonlySet<string>): Hop[] {
    const { goal, rivals } = this.#leg;
    const { machine } = arrival;
    const [label, addresses] = [nodeLabel(machine), addressesText(step.destination)];
    const owner = goal === undefined ? 'nobody has' : `${nodeLabel(goal)} has`;
    if (rivals.has(machine.id)) {
      const states = `${label} states ${addresses} too, and has the route: its pods get what is for`;
      return [this.#routeHop('broken', step, `${text}: ${states} ${goal === undefined ? 'others' : nodeLabel(goal)}`)];
    }
    const reason = step.route?.standing?.reason ?? `${owner} ${addresses}`;
    const what = `${text}, but leads to ${label}: ${reason}`;
    if (passed.has(machine.id)) return [this.#routeHop('broken', step, what)];
    const pass = `${label} would have to pass on what is for ${addresses}, which ${owner}`;
    const [out] = machine.ports;
    const rest = [
      ...this.#arrive(step, arrival, { kind: 'not-running', machine }),
      this.#hop('detour', 'unknown', machine.id, pass),
      ...(out === undefined ? [] : this.#sendFrom(out, passed)),
    ];
    return rest.some(isBroken)
      ? [this.#routeHop('broken', step, what)]
      : [this.#routeHop('unknown', step, what), ...rest];
  }

  #forwarding(port: Port, packets: Cidr): Hop[] {
    if (port.addresses.includes(packets)) return [];
    const { on, off } = port.forwarding;
    if (port.forwards) return [this.#hop('forwarding', 'ok', port.id, on)];
    return [this.#hop('forwarding', 'broken', port.id, off, { kind: 'not-forwarding', port })];
  }

  /** @param otherZone the subnet of the other end; at the border, nothing is asked within one */
  #gates(port: Port, direction: Direction, peer: Cidr, otherZone: string): Hop[] {
    const { way, protocols } = this.#leg;
    const asked = port.gates
      .filter((gate) => gate.direction === direction)
      .filter((gate) => (!gate.isBorder || otherZone !== port.zone) && (!gate.isStateful || way === 'there'));
    const isOwn = this.#network.machines.some(({ ports }) => ports.some(({ addresses }) => addresses.includes(peer)));
    const end: Peer = { cidr: peer, isOwn };
    return asked.map((gate) => judgeGate(gate, end, protocols, way));
  }
}
