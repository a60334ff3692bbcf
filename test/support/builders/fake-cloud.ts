import type { VirtualClock } from '../../../infra/local/simulation.ts';
import {
  type Cloud,
  type ObserveOptions,
  ifPreconditionHolds,
  type WriteOptions,
} from '../../../shared/reconcile/cloud/cloud.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import type { Route } from '../../../shared/reconcile/model/route.ts';
import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import { nextHopTo, networkSnapshot } from './network.ts';

/** A cloud of a few lines, in which every write takes its time and everything can be looked at. */
export class FakeCloud implements Cloud {
  readonly kind: Cloud['kind'];
  readonly ipForwarding: Cloud['ipForwarding'] = {
    kind: 'switchable',
    enable: async ({ id }) => {
      await this.#clock.sleep(this.#writeTime);
      this.forwardingEnabled.push(id);
    },
  };
  readonly routes = new Map<string, Route>();
  readonly observeOptions: ObserveOptions[] = [];
  /** Destinations in the order in which writes were sent. */
  readonly writtenDestinations: string[] = [];
  readonly forwardingEnabled: string[] = [];
  /** What each node was told, each time. */
  readonly told = new Map<string, (readonly Route['destination'][])[]>();
  instances: readonly Instance[] = [];
  /** What the next looks show instead of everything, and what writes are answered with instead of success. */
  readonly observations: (Partial<Snapshot> | CloudError)[] = [];
  readonly writeErrors = new Map<string, CloudError>();
  readonly #clock: VirtualClock;
  readonly #writeTime: number;

  /** @param each milliseconds that a write takes */
  constructor(clock: VirtualClock, each: number, kind: Cloud['kind'] = 'aws') {
    this.kind = kind;
    this.#clock = clock;
    this.#writeTime = each;
  }

  async observe(ask: ObserveOptions): Promise<Snapshot> {
    this.observeOptions.push(ask);
    const shown = this.observations.shift() ?? {};
    if (shown instanceof CloudError) throw shown;
    return networkSnapshot(this.instances, [...this.routes.values()], shown);
  }

  async readRoute(_table: string, destination: string): Promise<Route | undefined> {
    return this.routes.get(destination);
  }

  async readTable(table: string): Promise<readonly Route[]> {
    return [...this.routes.values()].filter((route) => route.table === table);
  }

  async tellPodCidrs(node: Instance, cidrs: readonly Route['destination'][], permit?: WriteOptions): Promise<void> {
    await this.#write(node.id, permit, () => this.told.set(node.id, [...(this.told.get(node.id) ?? []), cidrs]));
  }

  async createRoute(
    table: string,
    destination: Route['destination'],
    node: Instance,
    permit?: WriteOptions,
  ): Promise<void> {
    await this.#write(destination, permit, () =>
      this.routes.set(destination, { table, destination, nextHop: nextHopTo(node.id), state: 'active' }),
    );
  }

  async replaceRoute(before: Route, node: Instance, permit?: WriteOptions): Promise<void> {
    const route = { ...before, nextHop: nextHopTo(node.id), state: 'active' } as const;
    await this.#write(before.destination, permit, () => this.routes.set(before.destination, route));
  }

  async deleteRoute({ destination }: Route, permit?: WriteOptions): Promise<void> {
    await this.#write(destination, permit, () => this.routes.delete(destination));
  }

  async #write(destination: string, permit: WriteOptions = {}, carryOut: () => unknown): Promise<void> {
    try {
      await this.#clock.sleep(this.#writeTime, permit.signal ?? undefined);
    } catch (cause) {
      throw new CloudError('interrupted', 'Interrupted', 'no time', { cause });
    }
    await ifPreconditionHolds(permit, async () => {
      this.writtenDestinations.push(destination);
      const refusal = this.writeErrors.get(destination);
      if (refusal !== undefined) throw refusal;
      carryOut();
    });
  }
}
