import { type AuthClient, GoogleAuth, PassThroughClient } from 'google-auth-library';
import * as z from 'zod/mini';
import { makeComputeCaller } from '../../../../shared/gcp/api/api.ts';
import { INTERACTIVE_RETRY_POLICY } from '../../../../shared/gcp/api/retry-policy.ts';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { requireCredentials } from '../../../../shared/gcp/api/credentials.ts';
import { toCloudError, invalidResponse } from '../../../../shared/gcp/api/errors.ts';
import { errorKindByReason } from '../../../../shared/gcp/api/error-codes.ts';
import type { RetryPolicy } from '../../../../shared/reconcile/cloud/rate-limits-and-retries.ts';
import { CloudError, type ErrorKind } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { REQUEST_TIMEOUT, withTimeLimit } from '../../../../shared/reconcile/cloud/time-limit.ts';
import { readPages } from '../../../../shared/reconcile/cloud/paging.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import { once } from '../../../common/once.ts';
import type { TargetIo } from '../../target/target.ts';

/** The APIs that are read, each with its version. */
const APIS = {
  compute: 'https://compute.googleapis.com/compute/v1',
  functions: 'https://cloudfunctions.googleapis.com/v2',
  run: 'https://run.googleapis.com/v2',
  eventarc: 'https://eventarc.googleapis.com/v1',
  scheduler: 'https://cloudscheduler.googleapis.com/v1',
  pubsub: 'https://pubsub.googleapis.com/v1',
  logging: 'https://logging.googleapis.com/v2',
  monitoring: 'https://monitoring.googleapis.com/v3',
  projects: 'https://cloudresourcemanager.googleapis.com/v1',
  iam: 'https://iam.googleapis.com/v1',
} as const;

/** One call of an API. */
export interface RestCall<Shape> {
  readonly api: keyof typeof APIS;
  /** Below the version: `projects/P/global/networks`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly body?: object;
  readonly method?: 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly schema: z.ZodMiniType<Shape>;
  /** What has to be granted to whoever is refused. */
  readonly permission: string;
  /** Once it is aborted the call is not sent any more. */
  readonly signal?: AbortSignal | undefined;
}

const ErrorBody = z.object({
  error: z.object({
    message: z.optional(z.string()),
    status: z.optional(z.string()),
    errors: z.optional(z.array(z.object({ reason: z.optional(z.string()) }))),
    details: z.optional(z.array(z.object({ reason: z.optional(z.string()) }))),
  }),
});

/** An API that was never switched on has nothing in it. */
const API_DISABLED = new Set(['SERVICE_DISABLED', 'accessNotConfigured']);

function errorKindOf(status: number): ErrorKind {
  if (status === 401 || status === 403) return 'permission-denied';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'transient' : 'rejected';
}

/** The error that an answer is; undefined for what does not exist, or cannot, because its API is off. */
function errorOf(status: number, data: unknown, call: RestCall<unknown>): CloudError | undefined {
  const parsed = ErrorBody.safeParse(data);
  const { message = `answered ${status}`, status: state, errors = [], details = [] } = parsed.data?.error ?? {};
  const reasons = [...details, ...errors].map(({ reason }) => reason).filter((reason) => reason !== undefined);
  if (status === 404 || reasons.some((reason) => API_DISABLED.has(reason))) return undefined;
  const reason = reasons[0] ?? state ?? `${status}`;
  const errorKind = errorKindByReason(reason) ?? errorKindOf(status);
  const remedy = errorKind === 'permission-denied' ? `; grant ${call.permission} to whoever runs podroutes` : '';
  return new CloudError(errorKind, reason, `${call.path}: ${message}${remedy}`);
}

/** An answer that says no, before anybody has decided whether to ask again. */
class ErrorResponse extends Error {
  readonly cloudError: CloudError;

  constructor(cloudError: CloudError) {
    super(cloudError.message);
    this.cloudError = cloudError;
  }
}

function classifyError(error: unknown, action: string, subject: string): unknown {
  return error instanceof ErrorResponse ? error.cloudError : toCloudError(error, action, subject);
}

/** Google's REST APIs, called with the credentials that Compute Engine's client uses. */
export class RestClient {
  readonly #endpoint: URL | undefined;
  readonly #requestTimeout: number;
  readonly #clock: Clock;
  readonly #retryPolicy: RetryPolicy;
  readonly #callers = new Map<string, ReturnType<typeof makeComputeCaller>>();

  constructor(
    { endpoint }: Pick<GcpConfig, 'endpoint'>,
    { runtime, requestTimeout = REQUEST_TIMEOUT }: TargetIo,
    retryPolicy: RetryPolicy = INTERACTIVE_RETRY_POLICY,
  ) {
    this.#clock = runtime;
    this.#retryPolicy = retryPolicy;
    this.#endpoint = endpoint;
    this.#requestTimeout = requestTimeout;
  }

  /** Each API has its own: one that does not answer is given up, the others are not. */
  #callerOf(api: string): ReturnType<typeof makeComputeCaller> {
    const caller = this.#callers.get(api) ?? makeComputeCaller(this.#retryPolicy, this.#clock, classifyError);
    this.#callers.set(api, caller);
    return caller;
  }

  readonly #client = once((): Promise<AuthClient> => {
    if (this.#endpoint !== undefined) return Promise.resolve(new PassThroughClient());
    return new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] }).getClient();
  });

  /** The answer to one call; undefined when its resource does not exist. Throws CloudError. */
  get<Shape>(call: RestCall<Shape>): Promise<Shape | undefined> {
    const attempt = () => withTimeLimit(this.#attempt(call), this.#requestTimeout);
    return this.#callerOf(call.api)(call.path, new URL(this.#urlOf(call)).host, attempt, call.signal);
  }

  /** Reads all pages of a list; empty where there is none. */
  async list<Shape extends { readonly nextPageToken?: string | null | undefined }>(
    call: RestCall<Shape>,
  ): Promise<Shape[]> {
    const pages = await readPages(
      (pageToken) => {
        const query = { ...call.query, ...(pageToken === undefined ? {} : { pageToken }) };
        return this.get({ ...call, query });
      },
      (page) => page?.nextPageToken,
      () => invalidResponse(call.path, call.api),
    );
    return pages.filter((page) => page !== undefined);
  }

  async #attempt<Shape>(call: RestCall<Shape>): Promise<Shape | undefined> {
    await requireCredentials(this.#client, this.#requestTimeout);
    const client = await this.#client();
    const { status, data } = await client.request<unknown>({
      url: this.#urlOf(call),
      method: call.method ?? (call.body === undefined ? 'GET' : 'POST'),
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.body === undefined ? {} : { data: call.body }),
      timeout: this.#requestTimeout,
      retry: false,
      validateStatus: () => true,
    });
    if (status < 300) return call.schema.parse(data);
    const failure = errorOf(status, data, call);
    if (failure !== undefined) throw new ErrorResponse(failure);
    return undefined;
  }

  #urlOf({ api, path, query = {} }: RestCall<unknown>): string {
    const url = new URL(`${APIS[api]}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return this.#endpoint === undefined ? url.href : `${this.#endpoint.origin}${url.pathname}${url.search}`;
  }
}
