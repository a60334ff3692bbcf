import pLimit from 'p-limit';
import type { AuditEntry } from '../gce/audit/entry.ts';
import { toCloudEvent } from '../gce/cloudevent.ts';

/** What there are triggers for, and the system events that a log sink passes on. */
const TRIGGERED =
  /^(?:(?:v1|beta)\.compute\.(?:instances\.(?:insert|bulkInsert|delete|start|stop|setMetadata)|regionInstances\.bulkInsert)|compute\.instances\.[A-Za-z.]+)$/;

interface Pending {
  readonly entry: AuditEntry;
  attempts: number;
}

/**
 * Eventarc between the audit log and a function: one HTTP request for each entry, all at once, and again for what was not
 * answered 2xx. Failed entries are delivered again by the next `drain`.
 */
export class LocalEventarc {
  readonly dropped: AuditEntry[] = [];
  requests = 0;
  #waiting: Pending[] = [];
  readonly #maxAttempts: number;

  constructor(maxAttempts = 10) {
    this.#maxAttempts = maxAttempts;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Takes an entry, if there is a trigger for its method. */
  send(entry: AuditEntry, isTriggered = TRIGGERED.test(entry.protoPayload.methodName)): void {
    if (isTriggered) this.#waiting.push({ entry, attempts: 0 });
  }

  /** Removes all waiting entries. */
  takeAll(): AuditEntry[] {
    return this.#waiting.splice(0).map(({ entry }) => entry);
  }

  /** Delivers everything that waits now, once, at most `atOnce` at a time. */
  async drain(url: string, atOnce = 1000): Promise<void> {
    const limit = pLimit(atOnce);
    const waiting = this.#waiting;
    this.#waiting = [];
    await Promise.all(waiting.map((pending) => limit(() => this.#deliver(pending, url))));
  }

  async drainAll(url: string, atOnce?: number): Promise<void> {
    while (this.#waiting.length > 0) await this.drain(url, atOnce);
  }

  async #deliver(pending: Pending, url: string): Promise<void> {
    pending.attempts += 1;
    this.requests += 1;
    const { headers, body } = toCloudEvent(pending.entry);
    const response = await fetch(url, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.ok) return;
    if (pending.attempts < this.#maxAttempts) this.#waiting.push(pending);
    else this.dropped.push(pending.entry);
  }
}
