import type { VirtualClock } from '../../../../../infra/local/simulation.ts';
import type { Cloud, ObserveOptions, WriteOptions } from '../../../../../shared/reconcile/cloud/cloud.ts';
import { ifPreconditionHolds } from '../../../../../shared/reconcile/cloud/cloud.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Cidr } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../../../shared/reconcile/model/route.ts';
import { networkSnapshot, nextHopTo } from '../../../../support/builders/network.ts';

interface NetworkState {
  readonly at: number;
  readonly instances: readonly Instance[];
  readonly routes: readonly Route[];
}

export interface Telling {
  readonly node: string;
  readonly podCidrs: readonly Cidr[];
}

/** A network whose reads may show it as it was some seconds ago, but never a write without those before it. */
export class LaggingNetwork {
  readonly tables: readonly string[];
  readonly told: Telling[] = [];
  /** What was told that was wrong at that moment. */
  readonly violations: string[] = [];
  readonly #clock: VirtualClock;
  readonly #states: NetworkState[];

  constructor(
    clock: VirtualClock,
    instances: readonly Instance[],
    tables: readonly string[],
    routes: readonly Route[],
  ) {
    this.#clock = clock;
    this.tables = tables;
    this.#states = [{ at: -Infinity, instances, routes }];
  }

  /** Deletes an instance and its routes. */
  end(id: string): void {
    const { instances, routes } = this.now;
    this.change({
      instances: instances.filter((each) => each.id !== id),
      routes: routes.filter(({ nextHop }) => nextHop.kind !== 'instance' || nextHop.instanceId !== id),
    });
  }

  get now(): NetworkState {
    return this.#states.at(-1) ?? { at: 0, instances: [], routes: [] };
  }

  /** What a read shows that is `age` milliseconds old. */
  stateBefore(age: number): NetworkState {
    return this.#states.findLast(({ at }) => at <= this.#clock.now() - age) ?? this.now;
  }

  change(next: Partial<Omit<NetworkState, 'at'>>): void {
    this.#states.push({ ...this.now, ...next, at: this.#clock.now() });
  }

  tell(id: string, podCidrs: readonly Cidr[]): void {
    const { instances, routes } = this.now;
    const first = this.tables.toSorted()[0];
    for (const destination of podCidrs) {
      const route = routes.find((each) => each.table === first && each.destination === destination);
      const owner = route?.nextHop.kind === 'instance' ? route.nextHop.instanceId : undefined;
      if (owner !== id) this.violations.push(`${id} was told ${destination}, which ${owner ?? 'nobody'} has`);
    }
    this.told.push({ node: id, podCidrs });
    this.change({
      instances: instances.map((each) =>
        each.id === id ? { ...each, claim: { kind: 'stated', values: podCidrs } } : each,
      ),
    });
  }
}

/** What a process sees of the network: each call takes its time, reads are old, and after a crash nothing comes back. */
export class LaggingCloud implements Cloud {
  readonly ipForwarding: Cloud['ipForwarding'] = { kind: 'fixed', reason: 'IP forwarding is off' };
  readonly kind = 'aws';
  readonly #network: LaggingNetwork;
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  readonly #crashesAfter: number;
  #calls = 0;

  /** @param crashesAfter number of calls after which the process is gone */
  constructor(network: LaggingNetwork, clock: VirtualClock, random: () => number, crashesAfter = Infinity) {
    this.#network = network;
    this.#clock = clock;
    this.#random = random;
    this.#crashesAfter = crashesAfter;
  }

  async #read(): Promise<NetworkState> {
    await this.#latency();
    const state = this.#network.stateBefore(this.#random() < 0.5 ? 0 : this.#random() * 3000);
    await this.#latency();
    return state;
  }

  async #latency(): Promise<void> {
    this.#calls += 1;
    await this.#clock.sleep(1 + Math.floor(this.#random() * (this.#random() < 0.1 ? 4000 : 200)));
    if (this.#calls > this.#crashesAfter) await new Promise(() => {});
  }

  async #write(options: WriteOptions | undefined, apply: () => void): Promise<void> {
    await this.#latency();
    await ifPreconditionHolds(options ?? {}, async () => {
      await this.#latency();
      apply();
      await this.#latency();
    });
  }

  async observe(_options: ObserveOptions) {
    const { instances, routes } = await this.#read();
    return networkSnapshot(instances, routes, { tables: this.#network.tables });
  }

  async readTable(table: string): Promise<readonly Route[]> {
    return (await this.#read()).routes.filter((route) => route.table === table);
  }

  async readRoute(table: string, destination: Cidr): Promise<Route | undefined> {
    return (await this.readTable(table)).find((route) => route.destination === destination);
  }

  createRoute(table: string, destination: Cidr, { id }: Instance, options?: WriteOptions): Promise<void> {
    return this.#write(options, () => {
      const { routes } = this.#network.now;
      if (routes.some((route) => route.table === table && route.destination === destination))
        throw new CloudError('already-exists', 'RouteAlreadyExists', `${destination} exists`);
      this.#network.change({ routes: [...routes, { table, destination, nextHop: nextHopTo(id), state: 'active' }] });
    });
  }

  replaceRoute(before: Route, { id }: Instance, options?: WriteOptions): Promise<void> {
    return this.#write(options, () => {
      const others = this.#network.now.routes.filter((route) => !isSame(route, before));
      this.#network.change({ routes: [...others, { ...before, nextHop: nextHopTo(id), state: 'active' }] });
    });
  }

  deleteRoute(route: Route, options?: WriteOptions): Promise<void> {
    return this.#write(options, () =>
      this.#network.change({ routes: this.#network.now.routes.filter((each) => !isSame(each, route)) }),
    );
  }

  tellPodCidrs({ id }: Instance, podCidrs: readonly Cidr[], options?: WriteOptions): Promise<void> {
    return this.#write(options, () => this.#network.tell(id, podCidrs));
  }
}

const isSame = (a: Route, b: Route) => a.table === b.table && a.destination === b.destination;
