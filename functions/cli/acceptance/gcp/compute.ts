import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { errorKindByReason } from '../../../../shared/gcp/api/error-codes.ts';
import { pathOfLink } from '../../../../shared/gcp/names.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import type { RestCall, RestClient } from '../../doctor/gcp/rest-client.ts';
import { waitFor } from '../wait.ts';

/** Compute Engine of one project, as a run uses it: all its answers are seen as they are. */
export interface Compute {
  readonly rest: RestClient;
  readonly project: string;
  readonly clock: Clock;
  /** Once it is aborted nothing more is sent. */
  readonly signal?: AbortSignal;
}

const OperationError = z.object({ code: z.string(), message: z.optional(z.string()) });

export const Operation = z.object({
  name: z.string(),
  selfLink: z.string(),
  status: z.string(),
  error: z.optional(z.object({ errors: z.array(OperationError) })),
});

export type Operation = z.infer<typeof Operation>;

/** A write, by its path in the project: `global/networks`. */
export interface Write {
  readonly path: string;
  /** What is posted; undefined deletes. */
  readonly body?: object;
  /** The same for a request that is sent again: it is carried out once. */
  readonly requestId?: string;
  readonly permission: string;
}

type Read<Shape> = Pick<RestCall<Shape>, 'query' | 'headers' | 'schema' | 'permission'> & { readonly path: string };

const callOf = <Shape>({ project, signal }: Compute, { path, ...call }: Read<Shape>): RestCall<Shape> => ({
  api: 'compute',
  path: `projects/${project}/${path}`,
  ...call,
  signal,
});

/** Undefined when it does not exist. */
export function read<Shape>(compute: Compute, call: Read<Shape>): Promise<Shape | undefined> {
  return compute.rest.get(callOf(compute, call));
}

export async function readAll<Item>(
  compute: Compute,
  { schema, ...call }: Omit<Read<never>, 'schema'> & { readonly schema: z.ZodMiniType<Item> },
): Promise<Item[]> {
  const page = z.object({ items: z.optional(z.array(schema)), nextPageToken: z.optional(z.string()) });
  const pages = await compute.rest.list(callOf(compute, { ...call, schema: page }));
  return pages.flatMap(({ items = [] }) => items);
}

/** Sends the request, and does not wait for its operation. */
export async function send(compute: Compute, { path, body, requestId = randomUUID(), permission }: Write) {
  const how = body === undefined ? ({ method: 'DELETE' } as const) : { body };
  const call = callOf(compute, { path, query: { requestId }, schema: Operation, permission });
  const operation = await compute.rest.get({ ...call, ...how });
  if (operation !== undefined) return operation;
  throw new CloudError('not-found', 'notFound', `${path} does not exist, or Compute Engine's API is switched off`);
}

/** Milliseconds. */
const OPERATION = { deadline: 600_000, every: 2000 };

/**
 * Waits until it is done, also when the run is interrupted: what it makes may be listed only then, to be removed. Answers its error.
 */
async function failureOf({ rest, clock }: Compute, { selfLink, name }: Operation): Promise<CloudError | undefined> {
  const path = pathOfLink(selfLink);
  const call = { api: 'compute', path, schema: Operation, permission: 'compute.globalOperations.get' } as const;
  const done = await waitFor({ clock, ...OPERATION }, async () => {
    const operation = await rest.get(call);
    return operation?.status === 'DONE' ? operation : undefined;
  });
  if (done === undefined) throw new CloudError('not-ready', 'OperationTimeout', `operation ${name} did not end`);
  const [error] = done.error?.errors ?? [];
  if (error === undefined) return undefined;
  const { code, message = 'the operation failed' } = error;
  return new CloudError(errorKindByReason(code) ?? 'rejected', code, message);
}

/** Waits until it is done; throws its error. */
export async function finish(compute: Compute, operation: Operation): Promise<void> {
  const failure = await failureOf(compute, operation);
  if (failure !== undefined) throw failure;
}

export async function write(compute: Compute, wanted: Write): Promise<void> {
  await finish(compute, await send(compute, wanted));
}

/** How a write was answered. */
export type Answer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly by: 'request' | 'operation'; readonly code: string };

/** What becomes of a write. Errors that say nothing of the request are thrown. */
export async function answerTo(compute: Compute, wanted: Write): Promise<Answer> {
  const sent = await send(compute, wanted).catch(refusal);
  if (sent instanceof CloudError) return { kind: 'refused', by: 'request', code: sent.code };
  const failure = await failureOf(compute, sent);
  return failure === undefined ? { kind: 'taken' } : { kind: 'refused', by: 'operation', code: failure.code };
}

function refusal(error: unknown): CloudError {
  const isAnswer =
    error instanceof CloudError && !['transient', 'throttled', 'interrupted', 'permission-denied'].includes(error.kind);
  if (!isAnswer) throw error;
  return error;
}
