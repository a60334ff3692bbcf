import pLimit from 'p-limit';
import type { Cloud } from '../cloud/cloud.ts';
import { CloudError } from '../cloud/cloud-error.ts';
import type { Instance } from '../model/instance.ts';
import type { NodeNote } from '../model/conflict.ts';
import { noteOn } from '../plan/claims/node-claims.ts';
import type { ReportedError } from '../report/report.ts';
import { reportError } from '../report/change-result.ts';

export interface IpForwardingResult {
  readonly enabled: readonly string[];
  readonly warnings: readonly NodeNote[];
  readonly errors: readonly ReportedError[];
}

const MAX_CONCURRENT_CALLS = 16;

/** Enables IP forwarding on nodes where it is off, each node once, however many plans ask for it. */
export class IpForwardingEnabler {
  readonly #cloud: Cloud;
  readonly #attempted = new Set<string>();
  readonly #enabled: string[] = [];
  readonly #warnings: NodeNote[] = [];
  readonly #errors: ReportedError[] = [];

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  get result(): IpForwardingResult {
    return { enabled: this.#enabled, warnings: this.#warnings, errors: this.#errors };
  }

  /** Returns the nodes that were left when `shouldStop` was true. One node's failure does not stop the others. */
  async enable(nodes: readonly Instance[], shouldStop: () => boolean, signal?: AbortSignal): Promise<Instance[]> {
    const limit = pLimit(MAX_CONCURRENT_CALLS);
    const pending = nodes.filter(({ id }) => !this.#attempted.has(id));
    await Promise.all(
      pending.map((node) => limit(async () => (shouldStop() ? undefined : this.#enableOne(node, signal)))),
    );
    return pending.filter(({ id }) => !this.#attempted.has(id));
  }

  async #enableOne(node: Instance, signal: AbortSignal | undefined): Promise<void> {
    const { ipForwarding } = this.#cloud;
    try {
      if (ipForwarding.kind === 'switchable') {
        await ipForwarding.enable(node, { signal });
        this.#enabled.push(node.id);
      } else this.#warnings.push(noteOn(node, ipForwarding.reason));
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      if (error.kind === 'interrupted') return;
      this.#errors.push({ node: node.id, ...reportError(error) });
    }
    this.#attempted.add(node.id);
  }
}
