import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import * as z from 'zod/mini';
import { computeCalls, PATIENT, type Patience } from '../../../../shared/gcp/calling.ts';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { toCloudError, troubleByReason, unreadable } from '../../../../shared/gcp/errors.ts';
import { CloudError, type Trouble } from '../../../../shared/reconcile/errors.ts';
import { readPages } from '../../../../shared/reconcile/pages.ts';
import { SYSTEM } from '../../../../shared/reconcile/runtime.ts';
import { once } from '../../../common/once.ts';

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
export interface Call<Shape> {
  readonly api: keyof typeof APIS;
  /** Below the version: `projects/P/global/networks`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly body?: object;
  readonly schema: z.ZodMiniType<Shape>;
  /** What has to be granted to whoever is refused. */
  readonly permission: string;
}

const Failure = z.object({
  error: z.object({
    message: z.optional(z.string()),
    status: z.optional(z.string()),
    errors: z.optional(z.array(z.object({ reason: z.optional(z.string()) }))),
    details: z.optional(z.array(z.object({ reason: z.optional(z.string()) }))),
  }),
});

/** An API that was never switched on has nothing in it. */
const API_OFF = new Set(['SERVICE_DISABLED', 'accessNotConfigured']);

const TIMEOUT = 30_000;

function troubleOf(status: number): Trouble {
  if (status === 401 || status === 403) return 'denied';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'retryable' : 'rejected';
}

/** The error that an answer is; undefined for what does not exist, or cannot, because its API is off. */
function failureOf(status: number, data: unknown, call: Call<unknown>): CloudError | undefined {
  const parsed = Failure.safeParse(data);
  const { message = `answered ${status}`, status: state, errors = [], details = [] } = parsed.data?.error ?? {};
  const reasons = [...details, ...errors].map(({ reason }) => reason).filter((reason) => reason !== undefined);
  if (status === 404 || reasons.some((reason) => API_OFF.has(reason))) return undefined;
  const reason = reasons[0] ?? state ?? `${status}`;
  const trouble = troubleByReason(reason) ?? troubleOf(status);
  const remedy = trouble === 'denied' ? `; grant ${call.permission} to whoever runs podroutes` : '';
  return new CloudError(trouble, reason, `${call.path}: ${message}${remedy}`);
}

/** An answer that says no, before anybody has decided whether to ask again. */
class Refusal extends Error {
  readonly failure: CloudError;

  constructor(failure: CloudError) {
    super(failure.message);
    this.failure = failure;
  }
}

function explain(error: unknown, action: string, subject: string): unknown {
  return error instanceof Refusal ? error.failure : toCloudError(error, action, subject);
}

/** Google's REST APIs, read with the credentials that Compute Engine's client uses. */
export class Rest {
  readonly #endpoint: URL | undefined;
  readonly #call: ReturnType<typeof computeCalls>;

  constructor({ endpoint }: GcpConfig, patience: Patience = PATIENT) {
    this.#endpoint = endpoint;
    this.#call = computeCalls(patience, SYSTEM, explain);
  }

  readonly #client = once(() => {
    if (this.#endpoint !== undefined) return Promise.resolve(new PassThroughClient());
    return new GoogleAuth({ scopes: ['https://www.googleapis.com/auth/cloud-platform'] }).getClient();
  });

  /** Reads one resource; undefined when it does not exist. Throws CloudError. */
  get<Shape>(call: Call<Shape>): Promise<Shape | undefined> {
    return this.#call(call.path, call.api, () => this.#attempt(call));
  }

  /** Reads all pages of a list; empty where there is none. */
  async list<Shape extends { readonly nextPageToken?: string | null | undefined }>(
    call: Call<Shape>,
  ): Promise<Shape[]> {
    const pages = await readPages(
      (pageToken) => {
        const query = { ...call.query, ...(pageToken === undefined ? {} : { pageToken }) };
        return this.get({ ...call, query });
      },
      (page) => page?.nextPageToken,
      () => unreadable(call.path, call.api),
    );
    return pages.filter((page) => page !== undefined);
  }

  async #attempt<Shape>(call: Call<Shape>): Promise<Shape | undefined> {
    const client = await this.#client();
    const { status, data } = await client.request<unknown>({
      url: this.#urlOf(call),
      method: call.body === undefined ? 'GET' : 'POST',
      ...(call.body === undefined ? {} : { data: call.body }),
      timeout: TIMEOUT,
      retry: false,
      validateStatus: () => true,
    });
    if (status < 300) return call.schema.parse(data);
    const failure = failureOf(status, data, call);
    if (failure !== undefined) throw new Refusal(failure);
    return undefined;
  }

  #urlOf({ api, path, query = {} }: Call<unknown>): string {
    const url = new URL(`${APIS[api]}/${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return this.#endpoint === undefined ? url.href : `${this.#endpoint.origin}${url.pathname}${url.search}`;
  }
}
