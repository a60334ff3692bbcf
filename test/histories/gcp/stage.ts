import * as z from 'zod/mini';
import { LocalEventarc } from '../../../infra/local/deliver/eventarc.ts';
import { GCP_SETTINGS } from '../../../infra/local/deploy/gcp.ts';
import { ApiError } from '../../../infra/local/gce/errors.ts';
import { type AuditEntry, type LocalGce, startLocalGce, toCloudEvent } from '../../../infra/local/gce/index.ts';
import { type ComputeClients, computeClients } from '../../../shared/gcp/client.ts';
import { type GcpConfig, readGcpConfig } from '../../../shared/gcp/config.ts';
import type { FaultName, Payload } from '../history.ts';
import { type Letter, Mailbox } from '../mailbox.ts';
import type { Outcome, Stage } from '../stage.ts';
import type { Tally } from '../tally.ts';
import type { TrueRoute, Truth } from '../truth.ts';
import { type ApiCall, type Life, Turnstile } from '../turnstile.ts';
import type { Effect } from '../watch.ts';
import { noteOf, plan } from './calls.ts';
import { carryOut } from './changes.ts';
import { GcpFunction } from './function.ts';
import type { GcpChange, GcpSetup } from './history.ts';
import { openProject, type Project, standardName } from './project.ts';
import { truthOf } from './truth.ts';

const Report = z.object({
  changes: z.array(z.object({})),
  stopped: z.optional(z.string()),
  partial: z.optional(z.array(z.string())),
});

const Insertion = z.object({
  routeResource: z.object({ network: z.string(), destRange: z.string(), nextHopIp: z.string() }),
});

/** Milliseconds that a call takes, and that a reconcile has, where it is hurried. */
const LATENCY = 400;
const LIMIT = 6000;

/** What all histories of a process share, for it takes long to make. */
export interface Host extends AsyncDisposable {
  readonly server: LocalGce;
  readonly clients: ComputeClients;
  readonly config: GcpConfig;
}

export async function openHost(): Promise<Host> {
  const server = await startLocalGce();
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: server.url });
  const clients = computeClients(config);
  // From its second call on a client does nothing between two calls that takes time.
  await Promise.all([clients.instances.initialize(), clients.routes.initialize(), clients.operations.initialize()]);
  return { server, clients, config, [Symbol.asyncDispose]: () => server.close() };
}

function letterOf(entry: AuditEntry): Letter<AuditEntry> {
  const { protoPayload, resource, operation } = entry;
  const isDone = operation.last === true && protoPayload.status?.code === undefined;
  const method = protoPayload.methodName.split('.').at(-1);
  const says = method === 'delete' ? 'ended' : method === 'insert' || method === 'start' ? 'alive' : 'nothing';
  return { event: entry, instance: resource.labels['instance_id'] ?? '', says: isDone ? says : 'nothing' };
}

/** GCP as the stage of a history. */
export class GcpStage implements Stage<GcpChange> {
  readonly turnstile: Turnstile;
  readonly project: Project;
  readonly mailbox: Mailbox<AuditEntry>;
  readonly #functions: readonly GcpFunction[];
  readonly #lines: string[] = [];
  /** The edits of routes that were begun while somebody followed. */
  #begun: string[] = [];
  readonly #hurried: boolean;
  #sealed = false;

  constructor({ server, clients, config }: Host, setup: GcpSetup, tally: Tally) {
    this.project = openProject(server, setup);
    this.mailbox = new Mailbox(tally);
    const { gce, clock } = this.project;
    this.turnstile = new Turnstile(clock);
    this.#hurried = setup.hurried;
    const surroundings = {
      config,
      clients,
      retries: setup.retries,
      turnstile: this.turnstile,
      limit: () => (this.#hurried && !this.#sealed ? LIMIT : undefined),
      write: (line: string) => void this.#lines.push(line),
    };
    this.#functions = [0, 1].map(() => new GcpFunction(surroundings));
    gce.onEvent((entry) => this.#hear(entry));
  }

  get latency(): number {
    return this.#hurried && !this.#sealed ? LATENCY : 0;
  }

  truth(): Truth {
    return truthOf(this.project.gce.world);
  }

  change(change: GcpChange): void {
    if (change.do === 'lose') this.mailbox.lose(change.keep);
    else if (change.do === 'restart') this.lose(change.slot);
    else this.#carryOut(change);
    if (change.do === 'group vanishes') this.mailbox.lose(0);
    this.project.clock.pass(1000);
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
    return noteOf(call, this.project.gce);
  }

  fault(call: ApiCall, name: FaultName): boolean {
    return !this.#sealed && plan(this.project.gce, call, name);
  }

  stale({ action }: ApiCall): boolean {
    if (this.#sealed || !/List$|\.list$|\.get$/.test(action)) return false;
    this.project.gce.staleReads(action);
    return true;
  }

  /** An edit takes effect some time after its call, but it cannot be taken back: what counts is that it was begun. */
  follow({ action, input }: ApiCall): () => Effect[] {
    this.#begun = [];
    if (action !== 'routes.insert' && action !== 'routes.delete') return () => [];
    const before = new Map(this.truth().routes.map((route) => [route.key, route]));
    return () => {
      const names = this.#begun.splice(0);
      if (action === 'routes.delete') {
        const removed = names.map((name) => before.get(name)).filter((route) => route !== undefined);
        return removed.map((route) => ({ removed: route, what: route.key }));
      }
      const { network, destRange, nextHopIp } = Insertion.parse(input).routeResource;
      const made = { table: network.split('/').at(-1) ?? '', destination: destRange, hop: nextHopIp };
      return names.map(() => ({ made }));
    };
  }

  settle(): void {
    const { gce } = this.project;
    this.#sealed = true;
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

  async [Symbol.asyncDispose](): Promise<void> {}

  #functionOf(slot: number): GcpFunction {
    const found = this.#functions[slot];
    if (found === undefined) throw new Error(`there is no function ${slot}`);
    return found;
  }

  #carryOut(change: GcpChange): void {
    try {
      carryOut(this.project, this.truth(), change);
    } catch (error) {
      // What the service refuses, as while another operation is under way, does not happen.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  #hear(entry: AuditEntry): void {
    const { methodName, resourceName, status } = entry.protoPayload;
    const isRouteEdit = /\.routes\.(insert|delete)$/.test(methodName);
    if (isRouteEdit && entry.operation.first === true && status === undefined) {
      this.#begun.push(resourceName.split('/').at(-1) ?? '');
    }
    const triggers = new LocalEventarc();
    triggers.send(entry);
    this.mailbox.put(...triggers.takeAll().map(letterOf));
  }

  async #resync(target: GcpFunction, force: boolean): Promise<Outcome> {
    try {
      const { body } = await target.answer({}, { action: 'resync', force });
      return { told: [], done: [], report: Report.parse(body) };
    } catch (failure) {
      return { told: [], done: [], failure };
    }
  }

  /** One request for each event, all at once, as Eventarc does. */
  async #deliver(target: GcpFunction, letters: readonly Letter<AuditEntry>[]): Promise<Outcome> {
    const { life } = target;
    const answers = await Promise.allSettled(
      letters.map(async ({ event }) => {
        const { headers, body } = toCloudEvent(event);
        return target.answer(headers, body);
      }),
    );
    const isDone = (i: number) => {
      const answer = answers[i];
      return !life.isOver && answer?.status === 'fulfilled' && answer.value.status < 300;
    };
    this.mailbox.put(...letters.filter((_, i) => !isDone(i)));
    const failure: unknown = answers.find((answer) => answer.status === 'rejected')?.reason;
    return { told: letters, done: letters.filter((_, i) => isDone(i)), failure };
  }
}
