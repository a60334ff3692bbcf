import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { BrokenConnection } from '../common/broken-connection.ts';
import type { Respond } from '../ec2/http/server.ts';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** As the SDK's own handler fails when a connection is closed without an answer. */
const hungUp = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });

/** What comes of a request that gets no answer. */
export function unanswered(how: BrokenConnection): Error {
  return how === 'closed' ? hungUp() : new Error(`without sockets nothing can be ${how}`);
}

/**
 * Configures an AWS client to ask a service of this process without sockets and signatures, which are half of what a call
 * costs. For simulations of thousands of calls; what goes over the wire is not tried by them.
 */
export function inProcess(respond: Respond): Pick<EC2ClientConfig, 'requestHandler' | 'signer'> {
  const handle = async ({ method, path, headers, body }: Sent) => {
    const url = new URL(path, 'http://127.0.0.1');
    const answer = respond({ method, url, headers, body: typeof body === 'string' ? body : '' });
    if (typeof answer === 'string') throw unanswered(answer);
    return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
  };
  return {
    requestHandler: { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) },
    signer: { sign: async (request) => request },
  };
}
