import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model.ts';
import { explain } from '../../common/explain.ts';
import type { Wake } from '../../common/wake.ts';

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry, as much as is needed. */
const LogEntry = z.object({
  protoPayload: z.object({
    serviceName: z.string(),
    methodName: z.string(),
    resourceName: z.optional(z.string()),
    status: z.nullish(z.object({ code: z.optional(z.number()) })),
  }),
  // A 64-bit number: it stays a string.
  resource: z.optional(
    z.object({
      labels: z.optional(
        z.object({
          instance_id: z.optional(z.string().check(z.regex(/^\d{1,20}$/))),
          // The resource's name may hold the project's number instead.
          project_id: z.optional(z.string()),
        }),
      ),
    }),
  ),
  operation: z.nullish(z.object({ first: z.optional(z.boolean()), last: z.optional(z.boolean()) })),
  timestamp: z.string().check(z.refine((time) => !Number.isNaN(Date.parse(time)))),
});

type LogEntry = z.infer<typeof LogEntry>;

/** What the last word of a method says about its instance. The console calls `beta.`, gcloud `v1.`. */
const SAYS = new Map<string, Hint['says']>([
  ['insert', 'booting'],
  ['bulkInsert', 'booting'],
  ['start', 'changed'],
  ['resume', 'changed'],
  ['setMetadata', 'changed'],
  ['automaticRestart', 'changed'],
  ['recreateInstance', 'changed'],
  ['hostError', 'changed'],
  ['delete', 'ended'],
]);

const KEEPS_ROUTES = new Set(['stop', 'suspend', 'preempted', 'guestTerminate']);

const ignored = (why: string): Wake => ({ kind: 'ignored', why });

function judge({ protoPayload, resource, operation, timestamp }: LogEntry): Wake {
  const method = protoPayload.methodName.split('.').at(-1) ?? '';
  if (protoPayload.serviceName !== 'compute.googleapis.com' || !protoPayload.methodName.includes('nstance')) {
    return ignored('not about an instance');
  }
  if ((protoPayload.status?.code ?? 0) !== 0) return ignored(`a ${method} that failed changed nothing`);
  if (KEEPS_ROUTES.has(method)) return ignored(`${method}: a stopped node keeps its routes`);
  const says = SAYS.get(method);
  if (says === undefined) return ignored('a method that says nothing about routes');
  // A long operation writes two entries; when the first is written nothing has happened yet.
  if (operation?.first === true && operation.last !== true)
    return ignored(`the beginning of ${method}; its end follows`);
  const instance = resource?.labels?.instance_id;
  if (instance === undefined) return ignored(`${method} of no single instance; each writes an entry of its own`);
  return { kind: 'hint', hint: { instance, says, at: Date.parse(timestamp) } };
}

/**
 * An audit-log entry of Compute Engine: an instance was made, started, changed or deleted.
 *
 * @param project the nodes' project, if it is known: a sink or a topic may pass on the logs of others
 */
export function parseLogEntry(entry: unknown, project?: string): Wake {
  const parsed = LogEntry.safeParse(entry);
  if (!parsed.success) return { kind: 'malformed', why: `log entry: ${explain(parsed.error)}` };
  const from = parsed.data.resource?.labels?.project_id;
  if (project !== undefined && from !== undefined && from !== project) return ignored('an entry of another project');
  return judge(parsed.data);
}
