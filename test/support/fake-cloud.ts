import type { VirtualClock } from '../../infra/local/simulation.ts';
import { type Cloud, ifConfirmed, type Permit } from '../../shared/reconcile/cloud.ts';
import { CloudError } from '../../shared/reconcile/errors.ts';
import type { Ask, Instance, Route, Snapshot } from '../../shared/reconcile/model.ts';
import { hopTo, snapshot } from './model.ts';

/** A cloud of a few lines, in which every write takes its time and everything can be looked at. */
export class FakeCloud implements Cloud {
  readonly kind = 'aws';
  readonly routes = new Map<string, Route>();
  readonly asks: Ask[] = [];
  /** Destinations in the order in which writes were sent. */
  readonly written: string[] = [];
  readonly forwarded: string[] = [];
  instances: readonly Instance[] = [];
  /** What the next looks show instead of everything, and what writes are answered with instead of success. */
  readonly looks: (Partial<Snapshot> | CloudError)[] = [];
  readonly refuse = new Map<string, CloudError>();
  readonly #clock: VirtualClock;
  readonly #each: number;

  /** @param each milliseconds that a write takes */
  constructor(clock: VirtualClock, each: number) {
    this.#clock = clock;
    this.#each = each;
  }

  async observe(ask: Ask): Promise<Snapshot> {
    this.asks.push(ask);
    const shown = this.looks.shift() ?? {};
    if (shown instanceof CloudError) throw shown;
    return snapshot(this.instances, [...this.routes.values()], shown);
  }

  async readRoute(_table: string, destination: string): Promise<Route | undefined> {
    return this.routes.get(destination);
  }

  async createRoute(table: string, destination: Route['destination'], node: Instance, permit?: Permit): Promise<void> {
    await this.#write(destination, permit, () =>
      this.routes.set(destination, { table, destination, hop: hopTo(node.id), state: 'active' }),
    );
  }

  async replaceRoute(before: Route, node: Instance, permit?: Permit): Promise<void> {
    const route = { ...before, hop: hopTo(node.id), state: 'active' } as const;
    await this.#write(before.destination, permit, () => this.routes.set(before.destination, route));
  }

  async deleteRoute({ destination }: Route, permit?: Permit): Promise<void> {
    await this.#write(destination, permit, () => this.routes.delete(destination));
  }

  async allowForwarding({ id }: Instance): Promise<undefined> {
    await this.#clock.sleep(this.#each);
    this.forwarded.push(id);
    return undefined;
  }

  async #write(destination: string, permit: Permit = {}, carryOut: () => unknown): Promise<void> {
    try {
      await this.#clock.sleep(this.#each, permit.signal ?? undefined);
    } catch (cause) {
      throw new CloudError('interrupted', 'Interrupted', 'no time', { cause });
    }
    await ifConfirmed(permit, async () => {
      this.written.push(destination);
      const refusal = this.refuse.get(destination);
      if (refusal !== undefined) throw refusal;
      carryOut();
    });
  }
}
