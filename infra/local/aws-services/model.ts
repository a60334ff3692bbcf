import { Ids } from '../ec2/backend/ids.ts';
import type { EventPattern } from '../event-bus/pattern.ts';
import type { LogGroup } from './log-group.ts';

/** The waiting messages of a queue. */
export interface Messages {
  readonly count: () => number;
  readonly take: () => string[];
  readonly put: (body: string) => void;
}

export interface Queue {
  readonly name: string;
  readonly messages: Messages;
  /** Name of the dead-letter queue. */
  readonly deadLetters?: string;
}

export interface Rule {
  readonly name: string;
  /** Name of the queue that its events go to. */
  readonly queue: string;
  /** Name of the queue for events that could not be delivered. */
  readonly undelivered: string;
  readonly pattern?: EventPattern;
  readonly schedule?: string;
  enabled: boolean;
}

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

export class AwsServices {
  readonly account: string;
  readonly region: string;
  readonly functions = new Map<string, LambdaFunction>();
  readonly mappings = new Map<string, Mapping>();
  readonly queues = new Map<string, Queue>();
  readonly rules = new Map<string, Rule>();
  readonly roles = new Map<string, Role>();
  readonly logGroups = new Map<string, LogGroup>();
  /** How many events a page of a log has at most. */
  logPageSize = 10_000;
  readonly #ids = new Ids(2);
  readonly #busListeners = new Set<(event: object) => void>();

  constructor(account: string, region: string) {
    this.account = account;
    this.region = region;
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

  /** Puts an event on the bus; answers its id. */
  putEvent(entry: { readonly source: string; readonly 'detail-type': string; readonly detail: unknown }): string {
    const id = this.#ids.uuid('event');
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const event = { version: '0', id, account: this.account, time, region: this.region, resources: [], ...entry };
    for (const listener of this.#busListeners) listener(event);
    return id;
  }

  requestId(): string {
    return this.#ids.uuid('request');
  }
}
