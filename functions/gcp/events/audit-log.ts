import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import { describeSchemaError } from '../../common/schema-error.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
const LogEntry = z.object({
  protoPayload: z.object({
    serviceName: z.string(),
    methodName: z.string(),
    resourceName: z.optional(z.string()),
    status: z.nullish(z.object({ code: z.optional(z.number()) })),
  }),
  resource: z.optional(
    z.object({
      labels: z.optional(
        z.object({
          // A 64-bit number.
          instance_id: z.optional(z.string().check(z.regex(/^\d{1,20}$/))),
          // `resourceName` may have the project's number instead.
          project_id: z.optional(z.string()),
        }),
      ),
    }),
  ),
  operation: z.nullish(z.object({ first: z.optional(z.boolean()), last: z.optional(z.boolean()) })),
  timestamp: z.string().check(z.refine((time) => !Number.isNaN(Date.parse(time)))),
});

type LogEntry = z.infer<typeof LogEntry>;

/** By the last part of a method's name. The console calls `beta.`, gcloud `v1.`. */
const HINT_STATES = new Map<string, Hint['state']>([
  ['insert', 'booting'],
  ['bulkInsert', 'booting'],
  ['start', 'unknown'],
  ['resume', 'unknown'],
  ['setMetadata', 'unknown'],
  ['automaticRestart', 'unknown'],
  ['recreateInstance', 'unknown'],
  ['hostError', 'unknown'],
  ['delete', 'deleted'],
]);

const STOP_METHODS = new Set(['stop', 'suspend', 'preempted', 'guestTerminate']);

const ignored = (reason: string): ParsedEvent => ({ kind: 'ignored', reason });

function classifyEntry({ protoPayload, resource, operation, timestamp }: LogEntry): ParsedEvent {
  const method = protoPayload.methodName.split('.').at(-1) ?? '';
  if (protoPayload.serviceName !== 'compute.googleapis.com' || !protoPayload.methodName.includes('nstance')) {
    return ignored('not about an instance');
  }
  if ((protoPayload.status?.code ?? 0) !== 0) return ignored(`a ${method} that failed changed nothing`);
  if (STOP_METHODS.has(method)) return ignored(`${method}: a stopped node keeps its routes`);
  const state = HINT_STATES.get(method);
  if (state === undefined) return ignored('a method that says nothing about routes');
  // A long operation writes an entry when it starts and another when it is done.
  if (operation?.first === true && operation.last !== true)
    return ignored(`the beginning of ${method}; its end follows`);
  const instanceId = resource?.labels?.instance_id;
  if (instanceId === undefined) return ignored(`${method} of no single instance; each writes an entry of its own`);
  return { kind: 'hint', hint: { instanceId, state, at: Date.parse(timestamp) } };
}

/** @param project the nodes' project, if known: a sink or topic may forward the logs of others */
export function parseLogEntry(entry: unknown, project?: string): ParsedEvent {
  const parsed = LogEntry.safeParse(entry);
  if (!parsed.success) return { kind: 'malformed', reason: `log entry: ${describeSchemaError(parsed.error)}` };
  const entryProject = parsed.data.resource?.labels?.project_id;
  if (project !== undefined && entryProject !== undefined && entryProject !== project)
    return ignored('an entry of another project');
  return classifyEntry(parsed.data);
}
