import { Ids } from '../ec2/backend/ids.ts';
import type { LogGroup } from './log-group.ts';
import type { Queue } from './queues/model.ts';
import { passOn } from './rules/deliver.ts';
import { DEFAULT_BUS, type Rule } from './rules/model.ts';

export { type Messages, messagesIn, type Queue } from './queues/model.ts';

export interface Mapping {
  readonly id: string;
  readonly functionName: string;
  /** Name of the queue that it takes from. */
  readonly queue: string;
  readonly batchSize: number;
  enabled: boolean;
}

export interface LambdaFunction {
  readonly name: string;
  readonly role: string;
  readonly environment: Readonly<Record<string, string>>;
  description?: string;
  /** As Lambda writes times; in an account that nobody plays with it is the same in every run. */
  lastModified?: string;
  state: 'Pending' | 'Active' | 'Inactive' | 'Failed';
  /** Runs it; absent where nothing is deployed but its name. */
  readonly invoke?: (payload: unknown) => Promise<unknown>;
  /** Reserved concurrency: 0 switches it off. */
  reserved?: number;
}

/** A role and the actions that it allows, by their IAM names. */
export interface Role {
  readonly name: string;
  readonly allowed: Set<string>;
  /** The keys of the tags that it may write, as IAM's patterns. */
  readonly tagKeys: Set<string>;
}

interface BusEntry {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

interface Account {
  readonly account: string;
  readonly region: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether what PutEvents took reaches no rule. */
  readonly putEventsLost: boolean;
}

export class AwsServices {
  readonly account: string;
  readonly region: string;
  readonly now: () => number;
  readonly functions = new Map<string, LambdaFunction>();
  readonly mappings = new Map<string, Mapping>();
  readonly queues = new Map<string, Queue>();
  /** When queues were deleted that there were, by name. */
  readonly deletedQueues = new Map<string, number>();
  readonly buses = new Set([DEFAULT_BUS]);
  readonly rules = new Map<string, Rule>();
  readonly roles = new Map<string, Role>();
  readonly logGroups = new Map<string, LogGroup>();
  /** How many events a page of a log has at most. */
  logPageSize = 10_000;
  readonly #ids = new Ids(2);
  readonly #busListeners = new Set<(event: object) => void>();
  readonly #putEventsLost: boolean;

  constructor({ account, region, now, putEventsLost }: Account) {
    this.account = account;
    this.region = region;
    this.now = now;
    this.#putEventsLost = putEventsLost;
  }

  arn(service: string, resource: string): string {
    const region = service === 'iam' ? '' : this.region;
    return `arn:aws:${service}:${region}:${this.account}:${resource}`;
  }

  /** Calls `listener` with every event that is put on the account's bus. Returns the way to stop that. */
  onBusEvent(listener: (event: object) => void): () => void {
    this.#busListeners.add(listener);
    return () => void this.#busListeners.delete(listener);
  }

  /** The queue with this ARN, where this account has it. */
  queueByArn(arn: string): Queue | undefined {
    const name = arn.split(':').at(-1) ?? '';
    return arn === this.arn('sqs', name) ? this.queues.get(name) : undefined;
  }

  /** Puts an event on a bus; answers its id. On one that is not there nothing comes of it. */
  putEvent(entry: BusEntry, bus: string = DEFAULT_BUS): string {
    const id = this.#ids.uuid('event');
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const event = { version: '0', id, account: this.account, time, region: this.region, resources: [], ...entry };
    if (this.#putEventsLost) return id;
    if (bus === DEFAULT_BUS) for (const listener of this.#busListeners) listener(event);
    this.passOn(event, bus);
    return id;
  }

  /** Passes an event on by the rules of the bus, but for those of deployments. */
  passOn(event: object, bus: string = DEFAULT_BUS): void {
    passOn(this, event, bus);
  }

  requestId(): string {
    return this.#ids.uuid('request');
  }
}
