import pLimit from 'p-limit';
import type { Cloud } from './cloud.ts';
import { CloudError } from './errors.ts';
import type { Instance, NodeNote } from './model.ts';
import type { ReportedError } from './report.ts';
import { reportError } from './reported-change.ts';

/** What came of letting nodes forward their pods' packets. */
export interface Forwarding {
  readonly enabled: readonly string[];
  readonly warnings: readonly NodeNote[];
  readonly errors: readonly ReportedError[];
}

const CONCURRENCY = 4;

/** Switches forwarding on where it is off, each node once, whatever number of plans ask for it. */
export class Forwarder {
  readonly #cloud: Cloud;
  readonly #tried = new Set<string>();
  readonly #enabled: string[] = [];
  readonly #warnings: NodeNote[] = [];
  readonly #errors: ReportedError[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  get result(): Forwarding {
    return { enabled: this.#enabled, warnings: this.#warnings, errors: this.#errors };
  }

  /** Stops between two nodes when `isOver`, and answers those that are left. One node's failure does not stop the others. */
  async allow(nodes: readonly Instance[], isOver: () => boolean, signal?: AbortSignal): Promise<Instance[]> {
    const limit = pLimit(CONCURRENCY);
    const due = nodes.filter(({ id }) => !this.#tried.has(id));
    await Promise.all(due.map((node) => limit(async () => (isOver() ? undefined : this.#one(node, signal)))));
    return due.filter(({ id }) => !this.#tried.has(id));
  }

  async #one(node: Instance, signal: AbortSignal | undefined): Promise<void> {
    try {
      const reason = await this.#cloud.allowForwarding(node, { signal });
      if (reason === undefined) this.#enabled.push(node.id);
      else this.#warnings.push({ node: node.id, reason: `${node.name}: ${reason}` });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (error.trouble === 'interrupted') return;
      this.#errors.push({ node: node.id, ...reportError(error) });
    }
    this.#tried.add(node.id);
  }
}
