import * as z from 'zod/mini';
import type { AuditEntry } from '../../../../infra/local/gcp.ts';
import type { RouteEffect } from '../../oracle/call-classification.ts';
import type { GroundTruth } from '../../oracle/ground-truth.ts';
import type { ApiCall } from '../../run/call-scheduler.ts';

const Insertion = z.object({
  routeResource: z.object({ network: z.string(), destRange: z.string(), nextHopIp: z.string() }),
});

const lastOf = (path: string) => path.split('/').at(-1) ?? '';

/**
 * Knows which edits of routes were begun. An edit takes effect some time after its call, but it cannot be taken back: what counts
 * is that it was begun.
 */
export class RouteEditTracker {
  #started: string[] = [];

  onAuditEntry({ protoPayload, operation }: AuditEntry): void {
    const { methodName, resourceName, status } = protoPayload;
    const isEdit = /\.routes\.(insert|delete)$/.test(methodName);
    if (isEdit && operation.first === true && status === undefined) this.#started.push(lastOf(resourceName));
  }

  /** Looks before a call goes out; what is returned tells afterwards what it began. */
  track({ action, input }: ApiCall, before: GroundTruth): () => RouteEffect[] {
    this.#started = [];
    if (action === 'routes.delete') {
      const routes = new Map(before.routes.map((route) => [route.key, route]));
      return () => {
        const removed = this.#started.map((name) => routes.get(name)).filter((route) => route !== undefined);
        return removed.map((route) => ({ removed: route, readKey: route.key }));
      };
    }
    if (action !== 'routes.insert') return () => [];
    const { network, destRange, nextHopIp } = Insertion.parse(input).routeResource;
    const created = { table: lastOf(network), destination: destRange, nextHop: nextHopIp };
    return () => this.#started.map(() => ({ created }));
  }
}
