import * as z from 'zod/mini';
import { LocalQueue } from '../../../infra/local/deliver/queue.ts';
import { type FaultName, type Payload, pick } from '../history.ts';
import { type Letter, Mailbox, type News } from '../mailbox.ts';
import type { Outcome, Stage, Summary } from '../stage.ts';
import type { Tally } from '../tally.ts';
import { type ApiCall, type Life, Turnstile } from '../turnstile.ts';
import type { TrueRoute, Truth } from '../truth.ts';
import type { Effect } from '../watch.ts';
import { type Account, CLUSTER_TAG, openAccount } from './account.ts';
import { faultFor, isWrite, noteOf } from './calls.ts';
import { carryOut } from './changes.ts';
import { AwsFunction } from './function.ts';
import type { AwsChange, AwsSetup } from './history.ts';
import { truthOf } from './truth.ts';

const Report = z.object({ changes: z.array(z.object({})), stopped: z.optional(z.string()) });

const Event = z.object({ detail: z.looseObject({}), 'detail-type': z.string() });

/** Milliseconds that a call takes, and that the function has, where it is hurried. */
const LATENCY = 400;
const REMAINING = 12_000;

/** Events that are no news, and some that are none at all. */
const NOISE: readonly (object | string)[] = [
  { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
  {
    source: 'aws.ec2',
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    detail: { 'instance-id': 'i-0abcdef12' },
  },
  { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: { state: 'running' } },
  { source: 'aws.health', 'detail-type': 'AWS Health Event', detail: {} },
  '{"source":',
];

function saysOf(state: unknown): News['says'] {
  if (state === 'shutting-down' || state === 'terminated') return 'ended';
  return state === 'pending' || state === 'running' ? 'alive' : 'nothing';
}

function letterOf(event: object): Letter<string> {
  const { detail, 'detail-type': type } = Event.parse(event);
  const instance = detail['instance-id'] ?? detail['EC2InstanceId'];
  const says = type.includes('launch Lifecycle') ? 'alive' : saysOf(detail['state']);
  return { event: JSON.stringify(event), instance: typeof instance === 'string' ? instance : '', says };
}

/** AWS as the stage of a history. */
export class AwsStage implements Stage<AwsChange> {
  readonly turnstile: Turnstile;
  readonly account: Account;
  readonly mailbox: Mailbox<string>;
  readonly #functions: readonly AwsFunction[];
  readonly #lines: string[] = [];
  readonly #hurried: boolean;
  #sealed = false;

  private constructor(account: Account, setup: AwsSetup, tally: Tally, settings: Record<string, string>) {
    this.account = account;
    this.mailbox = new Mailbox(tally);
    const { ec2, autoScaling, bus, clock } = account;
    this.turnstile = new Turnstile(clock);
    this.#hurried = setup.hurried;
    const surroundings = {
      ec2Url: ec2.url,
      autoScalingUrl: autoScaling.url,
      eventBridgeUrl: bus.url,
      retries: setup.retries,
      settings: { WRITE_POD_CIDR_TAG: `${setup.tags}`, ...settings },
      turnstile: this.turnstile,
      write: (line: string) => void this.#lines.push(line),
    };
    this.#functions = [0, 1].map(() => new AwsFunction(surroundings));
    ec2.onEvent((event) => this.mailbox.put(letterOf(event)));
    autoScaling.onEvent((event) => this.mailbox.put(letterOf(event)));
  }

  static async open(setup: AwsSetup, tally: Tally, settings: Record<string, string> = {}): Promise<AwsStage> {
    return new AwsStage(await openAccount(setup), setup, tally, settings);
  }

  get latency(): number {
    return this.#hurried && !this.#sealed ? LATENCY : 0;
  }

  truth(): Truth {
    return truthOf(this.account.ec2.world.state, this.account.clusterTables, CLUSTER_TAG);
  }

  change(change: AwsChange): void {
    if (change.do === 'lose') this.mailbox.lose(change.keep);
    else if (change.do === 'restart') this.lose(change.slot);
    else if (change.do === 'noise') this.#hear(pick(NOISE, change.what) ?? {});
    else carryOut(this.account, this.truth(), change);
    if (change.do === 'group vanishes') this.#vanish();
    // A second passes with everything that happens.
    this.account.clock.pass(1000);
  }

  life(slot: number): Life {
    return this.#functionOf(slot).life;
  }

  lose(slot: number): void {
    this.#functionOf(slot).end();
  }

  invoke(slot: number, payload: Payload): Promise<Outcome> {
    const target = this.#functionOf(slot);
    return payload.of === 'resync'
      ? this.#resync(target, payload.force)
      : this.#deliver(target, this.mailbox.take(payload));
  }

  note(call: ApiCall) {
    return noteOf(call);
  }

  fault(call: ApiCall, name: FaultName): boolean {
    const fault = faultFor(call, name);
    const faults =
      call.action === 'CompleteLifecycleAction' ? this.account.autoScaling.faults : this.account.ec2.faults;
    if (fault === undefined || this.#sealed || call.action === 'PutEvents') return false;
    faults.failNext(call.action, fault);
    return true;
  }

  stale({ action }: ApiCall): boolean {
    if (!/^Describe(RouteTables|Instances)$/.test(action) || this.#sealed) return false;
    this.account.ec2.staleReads(action, 1);
    return true;
  }

  follow(call: ApiCall): () => Effect[] {
    if (!isWrite(call)) return () => [];
    const before = this.truth().routes;
    return () => {
      const after = this.truth().routes;
      // To point a route at where it leads already changes nothing.
      const isIn = (routes: readonly TrueRoute[]) => {
        const seen = new Set(routes.map(({ key, hop }) => `${key} ${hop}`));
        return ({ key, hop }: TrueRoute) => seen.has(`${key} ${hop}`);
      };
      const [was, is] = [isIn(before), isIn(after)];
      return [
        ...before.filter((route) => !is(route)).map((removed) => ({ removed, what: removed.table })),
        ...after.filter((route) => !was(route)).map((made) => ({ made })),
      ];
    };
  }

  settle(): void {
    this.#sealed = true;
    this.account.ec2.faults.clear();
    this.account.ec2.settle();
  }

  isWhole(): boolean {
    return true;
  }

  canMake(): boolean {
    return true;
  }

  logged(): string {
    return this.#lines.join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.account[Symbol.asyncDispose]();
  }

  #functionOf(slot: number): AwsFunction {
    const found = this.#functions[slot];
    if (found === undefined) throw new Error(`there is no function ${slot}`);
    return found;
  }

  /** Ended to the last, and nobody was told. */
  #vanish(): void {
    this.account.ec2.settle();
    this.mailbox.lose(0);
  }

  get #remaining(): number | undefined {
    return this.#hurried && !this.#sealed ? REMAINING : undefined;
  }

  #hear(event: object | string): void {
    const time = new Date(this.account.clock.now).toISOString();
    const body = typeof event === 'string' ? event : JSON.stringify({ time, ...event });
    this.mailbox.put({ event: body, instance: '', says: 'nothing' });
  }

  async #resync(target: AwsFunction, force: boolean): Promise<Outcome> {
    try {
      const report: Summary = Report.parse(await target.invoke({ action: 'resync', force }, this.#remaining));
      return { told: [], done: [], report };
    } catch (failure) {
      return { told: [], done: [], failure };
    }
  }

  async #deliver(target: AwsFunction, letters: readonly Letter<string>[]): Promise<Outcome> {
    const { life } = target;
    const queue = new LocalQueue({ maxReceiveCount: 1000 });
    for (const { event } of letters) queue.sendBody(event);
    let failure: unknown;
    await queue.drain(async (batch) => {
      try {
        const answer = await target.invoke(batch, this.#remaining);
        if (!life.isOver) return answer;
      } catch (error) {
        failure ??= error;
        throw error;
      }
      throw new Error('the process is gone, and with it its answer');
    });
    const back = new Set(queue.takeAll());
    this.mailbox.put(...letters.filter(({ event }) => back.has(event)));
    return { told: letters, done: letters.filter(({ event }) => !back.has(event)), failure };
  }
}
