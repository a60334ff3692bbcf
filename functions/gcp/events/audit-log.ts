import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import { EventTime } from '../../common/event-time.ts';
import { checkPayload } from '../../common/schema-error.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
const LogEntry = z.object({
  protoPayload: z.object({
    serviceName: z.string(),
    methodName: z.string(),
    status: z.nullish(z.object({ code: z.optional(z.number()) })),
  }),
  // `resourceName` may have the project's number instead.
  resource: z.optional(z.object({ labels: z.optional(z.object({ project_id: z.optional(z.string()) })) })),
  operation: z.nullish(z.object({ first: z.optional(z.boolean()), last: z.optional(z.boolean()) })),
});

type LogEntry = z.infer<typeof LogEntry>;

/** What an entry about an instance holds beside that, unless the call was refused or failed. */
const InstanceEntry = z.object({
  resource: z.object({
    labels: z.object({
      // A 64-bit number.
      instance_id: z.string().check(z.regex(/^\d{1,20}$/, 'is not an instance id')),
    }),
  }),
  timestamp: EventTime,
});

/** The parent of a bulk insertion names no instance. */
const BulkParent = z.object({
  resource: z.optional(z.object({ labels: z.optional(z.object({ instance_id: z.optional(z.literal('')) })) })),
});

/** By the last part of a method's name. The console calls `beta.`, gcloud `v1.`. */
const HINT_STATES = new Map<string, Hint['state']>([
  ['insert', 'booting'],
  ['bulkInsert', 'booting'],
  ['start', 'unknown'],
  ['resume', 'unknown'],
  ['setMetadata', 'unknown'],
  ['update', 'unknown'],
  ['updateNetworkInterface', 'unknown'],
  ['automaticRestart', 'unknown'],
  ['recreateInstance', 'unknown'],
  ['hostError', 'unknown'],
  // Stops a Spot VM or deletes it, as its termination action says.
  ['preempted', 'unknown'],
  ['delete', 'deleted'],
]);

const STOP_METHODS = new Set(['stop', 'suspend', 'guestTerminate', 'terminateOnHostMaintenance']);

const ignored = (reason: string): ParsedEvent => ({ kind: 'ignored', reason });

/** What the rest of an entry need not be read for. */
function ignoreByMethod({ protoPayload, operation }: LogEntry, method: string): ParsedEvent | undefined {
  const { serviceName, methodName, status } = protoPayload;
  const isAboutInstance = methodName.split('.').some((part) => part === 'instances' || part === 'regionInstances');
  if (serviceName !== 'compute.googleapis.com' || !isAboutInstance) {
    return ignored('not about an instance');
  }
  if ((status?.code ?? 0) !== 0) return ignored(`a ${method} that failed changed nothing`);
  if (STOP_METHODS.has(method)) return ignored(`${method}: a stopped node keeps its routes`);
  if (!HINT_STATES.has(method)) return ignored('a method that says nothing about routes');
  // A long operation writes an entry when it starts and another when it is done.
  const isBeginning = operation?.first === true && operation.last !== true;
  return isBeginning ? ignored(`the beginning of ${method}; its end follows`) : undefined;
}

function parseEnded(entry: unknown, methodName: string, method: string): ParsedEvent {
  if (method === 'bulkInsert' && BulkParent.safeParse(entry).success) {
    // Nothing promises entries of the instances that a regional one makes in its zones.
    if (methodName.includes('.regionInstances.')) return { kind: 'resync', force: false };
    return ignored('bulkInsert of no single instance; each writes an entry of its own');
  }
  const { data, problem } = checkPayload(InstanceEntry, entry);
  if (data === undefined) return { kind: 'malformed', reason: `log entry: ${problem}` };
  const instanceId = data.resource.labels.instance_id;
  return {
    kind: 'hint',
    hint: { instanceId, state: HINT_STATES.get(method) ?? 'unknown', at: Date.parse(data.timestamp) },
  };
}

/** @param project the nodes' project, if known: a sink or topic may forward the logs of others */
export function parseLogEntry(entry: unknown, project?: string): ParsedEvent {
  const { data, problem } = checkPayload(LogEntry, entry);
  if (data === undefined) return { kind: 'malformed', reason: `log entry: ${problem}` };
  const entryProject = data.resource?.labels?.project_id;
  if (project !== undefined && entryProject !== undefined && entryProject !== project)
    return ignored('an entry of another project');
  const { methodName } = data.protoPayload;
  const method = methodName.split('.').at(-1) ?? '';
  return ignoreByMethod(data, method) ?? parseEnded(entry, methodName, method);
}
