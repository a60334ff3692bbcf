import { ApiError, type AuditEntry } from '../../../infra/local/gcp.ts';
import type { FaultName, Payload } from '../history.ts';
import { Mailbox } from '../mailbox.ts';
import type { Effect } from '../note.ts';
import { Pair } from '../pair.ts';
import { LATENCY, type Outcome, type Stage } from '../stage.ts';
import type { Tally } from '../tally.ts';
import type { TrueRoute, Truth } from '../truth.ts';
import { type ApiCall, type Life, Turnstile } from '../turnstile.ts';
import { noteOf, plan } from './calls.ts';
import { carryOut } from './changes.ts';
import { Follower } from './follow.ts';
import { GcpFunction } from './function.ts';
import type { GcpChange, GcpSetup } from './history.ts';
import type { Host } from './host.ts';
import { askForResync, deliver } from './invoke.ts';
import { lettersOf } from './letters.ts';
import { openProject, type Project, standardName } from './project.ts';
import { truthOf } from './truth.ts';

/** Milliseconds that a reconcile has where functions are hurried. */
const LIMIT = 6000;

/** GCP as the stage of a history. */
export class GcpStage implements Stage<GcpChange> {
  readonly project: Project;
  readonly turnstile: Turnstile;
  readonly mailbox: Mailbox<AuditEntry>;
  readonly #functions: Pair<GcpFunction>;
  readonly #follower = new Follower();
  readonly #lines: string[] = [];
  #isHurried: boolean;
  #isCalm = false;

  constructor({ server, clients, config }: Host, setup: GcpSetup, tally: Tally) {
    this.project = openProject(server, setup);
    const { gce, clock } = this.project;
    this.turnstile = new Turnstile(clock);
    this.mailbox = new Mailbox(tally);
    this.#isHurried = setup.hurried;
    const surroundings = {
      config,
      clients,
      retries: setup.retries,
      turnstile: this.turnstile,
      limit: () => (this.#isHurried ? LIMIT : undefined),
      write: (line: string) => void this.#lines.push(line),
    };
    this.#functions = new Pair(() => new GcpFunction(surroundings));
    gce.onEvent((entry) => this.#follower.hear(entry));
    gce.onEvent((entry) => this.mailbox.put(...lettersOf(entry)));
  }

  get latency(): number {
    return this.#isHurried ? LATENCY : 0;
  }

  truth(): Truth {
    return truthOf(this.project.gce.world);
  }

  change(change: GcpChange): void {
    try {
      carryOut(this.project, this.truth(), change);
    } catch (error) {
      // What the service refuses, as while another operation is under way, does not happen.
      if (!(error instanceof ApiError)) throw error;
    }
    if (change.do === 'group vanishes') this.mailbox.lose(0);
  }

  life(slot: number): Life {
    return this.#functions.at(slot).life;
  }

  lose(slot: number): void {
    this.#functions.at(slot).end();
  }

  invoke(slot: number, payload: Payload): Promise<Outcome> {
    const target = this.#functions.at(slot);
    if (payload.of === 'resync') return askForResync(target, payload.force);
    return deliver(target, this.mailbox.take(payload), (back) => this.mailbox.put(...back));
  }

  note(call: ApiCall) {
    return noteOf(call, this.project.gce);
  }

  fault(call: ApiCall, name: FaultName): boolean {
    return !this.#isCalm && plan(this.project.gce, call, name);
  }

  stale({ action }: ApiCall): boolean {
    if (this.#isCalm || !/List$|\.list$|\.get$/.test(action)) return false;
    this.project.gce.staleReads(action);
    return true;
  }

  follow(call: ApiCall): () => Effect[] {
    return this.#follower.follow(call, this.truth());
  }

  settle(): void {
    const { gce } = this.project;
    this.#isCalm = true;
    this.#isHurried = false;
    gce.faults.clear();
    gce.operations.clear();
    gce.unreachableZones.clear();
    gce.settle();
  }

  isWhole(): boolean {
    return this.project.gce.unreachableZones.size === 0;
  }

  canMake(destination: string, staying: ReadonlySet<TrueRoute>): boolean {
    return [...staying].every(({ key }) => key !== standardName(destination));
  }

  logged(): string {
    return this.#lines.join('');
  }
  /** All belongs to the host, which stays. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
