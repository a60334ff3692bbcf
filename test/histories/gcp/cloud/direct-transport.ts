import { PassThroughClient } from 'google-auth-library';
import type { LocalGce } from '../../../../infra/local/gcp.ts';
import { RecentAnswers } from '../../run/recent-answers.ts';

type Respond = LocalGce['respond'];
type Request = Parameters<Respond>[0];
type Answer = ReturnType<Respond>;

const READS = /\.get$|[.a-z]list$/i;

/** As `node-fetch` fails when a connection is closed without an answer. */
const hungUp = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

function toResponse(answer: Answer): Response {
  if (answer === 'closed') throw hungUp();
  if (typeof answer === 'string') throw new Error(`without sockets nothing can be ${answer}`);
  const { status, body } = answer;
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/**
 * Has Google's clients ask a service of this process, without a socket and an HTTP client, one request at a time. A read that
 * was sent before is sent without the client, and an answer that was read before is not read again.
 */
export class DirectTransport {
  readonly #respond: Respond;
  readonly #requests = new Map<string, Request>();
  readonly #answers = new RecentAnswers(2000);
  #sent: Request | undefined;
  #answered: Answer | undefined;

  constructor(respond: Respond) {
    this.#respond = respond;
  }

  /** What the clients send their requests by. */
  authClient(): PassThroughClient {
    return new PassThroughClient({
      transporterOptions: { fetchImplementation: (...request) => this.#fetch(...request) },
    });
  }

  /** What a client's method answers: `call` is the method, and `args` what it is given. */
  async call(action: string, args: readonly unknown[], call: () => Promise<unknown>): Promise<unknown> {
    if (!READS.test(action)) return call();
    const key = `${action} ${JSON.stringify(args)}`;
    const request = this.#requests.get(key);
    if (request === undefined) {
      const result = await call();
      if (this.#sent !== undefined) this.#requests.set(key, this.#sent);
      return result;
    }
    const answer = this.#respond(request);
    const read = () => {
      this.#answered = answer;
      return call();
    };
    if (typeof answer === 'string' || answer.status !== 200) return read();
    return this.#answers.read(`${action} ${JSON.stringify(answer.body)}`, read);
  }

  async #fetch(
    input: string | URL | globalThis.Request,
    { method = 'GET', headers, body }: RequestInit = {},
  ): Promise<Response> {
    const { pathname, search } = new URL(input instanceof Request ? input.url : input);
    const text = typeof body === 'string' ? body : '';
    const request = {
      method,
      url: `${pathname}${search}`,
      headers: Object.fromEntries(new Headers(headers)),
      body: text,
    };
    const answer = this.#answered ?? this.#respond(request);
    this.#answered = undefined;
    this.#sent = request;
    return toResponse(answer);
  }
}
