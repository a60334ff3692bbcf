import type { FaultName, Payload } from '../history.ts';
import { Mailbox } from '../mailbox.ts';
import type { Effect } from '../note.ts';
import { Pair } from '../pair.ts';
import { LATENCY, type Outcome, type Stage } from '../stage.ts';
import type { Tally } from '../tally.ts';
import type { Truth } from '../truth.ts';
import { type ApiCall, type Life, Turnstile } from '../turnstile.ts';
import { type Account, CLUSTER_TAG, openAccount } from './account.ts';
import { faultFor, isWrite, noteOf } from './calls.ts';
import { carryOut } from './changes.ts';
import { effectsBetween } from './follow.ts';
import { AwsFunction } from './function.ts';
import type { AwsChange, AwsSetup } from './history.ts';
import { askForResync, deliver } from './invoke.ts';
import { letterOf, noise } from './letters.ts';
import { truthOf } from './truth.ts';

/** Milliseconds that Lambda says are left where functions are hurried. */
const REMAINING = 12_000;

/** AWS as the stage of a history. */
export class AwsStage implements Stage<AwsChange> {
  readonly account: Account;
  readonly turnstile: Turnstile;
  readonly mailbox: Mailbox<string>;
  readonly #functions: Pair<AwsFunction>;
  readonly #lines: string[] = [];
  #isHurried: boolean;
  #isCalm = false;

  private constructor(account: Account, setup: AwsSetup, tally: Tally, settings: Record<string, string>) {
    const { ec2, autoScaling, bus, clock } = account;
    this.account = account;
    this.turnstile = new Turnstile(clock);
    this.mailbox = new Mailbox(tally);
    this.#isHurried = setup.hurried;
    const surroundings = {
      ec2,
      autoScaling,
      eventBridgeUrl: bus.url,
      retries: setup.retries,
      settings: { WRITE_POD_CIDR_TAG: `${setup.tags}`, ...settings },
      turnstile: this.turnstile,
      write: (line: string) => void this.#lines.push(line),
    };
    this.#functions = new Pair(() => new AwsFunction(surroundings));
    ec2.onEvent((event) => this.mailbox.put(letterOf(event)));
    autoScaling.onEvent((event) => this.mailbox.put(letterOf(event)));
  }

  static async open(setup: AwsSetup, tally: Tally, settings: Record<string, string> = {}): Promise<AwsStage> {
    return new AwsStage(await openAccount(setup), setup, tally, settings);
  }

  get latency(): number {
    return this.#isHurried ? LATENCY : 0;
  }

  truth(): Truth {
    return truthOf(this.account.ec2.world.state, this.account.clusterTables, CLUSTER_TAG);
  }

  change(change: AwsChange): void {
    if (change.do === 'noise') return this.mailbox.put(noise(change.what, this.turnstile.clock.now()));
    carryOut(this.account, this.truth(), change);
    if (change.do !== 'group vanishes') return;
    this.account.ec2.settle();
    this.mailbox.lose(0);
  }

  life(slot: number): Life {
    return this.#functions.at(slot).life;
  }

  lose(slot: number): void {
    this.#functions.at(slot).end();
  }

  invoke(slot: number, payload: Payload): Promise<Outcome> {
    const target = this.#functions.at(slot);
    const remaining = this.#isHurried ? REMAINING : undefined;
    if (payload.of === 'resync') return askForResync(target, payload.force, remaining);
    return deliver(target, this.mailbox.take(payload), (back) => this.mailbox.put(...back), remaining);
  }

  note(call: ApiCall) {
    return noteOf(call);
  }

  fault(call: ApiCall, name: FaultName): boolean {
    const { ec2, autoScaling } = this.account;
    const fault = faultFor(call, name);
    if (fault === undefined || this.#isCalm) return false;
    (call.action === 'CompleteLifecycleAction' ? autoScaling : ec2).faults.failNext(call.action, fault);
    return true;
  }

  stale({ action }: ApiCall): boolean {
    if (!/^Describe(RouteTables|Instances)$/.test(action) || this.#isCalm) return false;
    this.account.ec2.staleReads(action, 1);
    return true;
  }

  follow(call: ApiCall): () => Effect[] {
    if (!isWrite(call)) return () => [];
    const before = this.truth();
    return () => effectsBetween(before, this.truth());
  }

  settle(): void {
    this.#isCalm = true;
    this.#isHurried = false;
    this.account.autoScaling.faults.clear();
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
}
