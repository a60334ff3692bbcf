import { createHash } from 'node:crypto';
import type { Instance } from '../ec2/backend/model.ts';
import type { LocalEc2 } from '../ec2/local-ec2.ts';
import { ec2Tree, identityDocument } from './aws-tree.ts';
import {
  type InstanceMetadata,
  listing,
  lookUp,
  type MetadataAnswer,
  type MetadataRequest,
  serveMetadata,
} from './server.ts';

interface Options {
  /** Hops from the caller to the instance: 1 on the instance itself, 2 in a pod with a network of its own. */
  readonly hops?: number;
}

const TTL = 'x-aws-ec2-metadata-token-ttl-seconds';
const TOKEN = 'x-aws-ec2-metadata-token';
const LONGEST_TTL = 21_600;

const VERSIONED = /^\/(?:latest|\d{4}-\d\d-\d\d)\/(?<path>.*)$/;

const answerText = (status: number, body: string): MetadataAnswer => ({ status, body });
const notFound = answerText(404, 'Not Found');
const unauthorized = answerText(401, 'Unauthorized');

/**
 * The metadata service of an instance, with tokens and without, as its metadata options say.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
 */
export async function startInstanceMetadata(
  ec2: Pick<LocalEc2, 'backend'>,
  instanceId: string,
  { hops = 1 }: Options = {},
): Promise<InstanceMetadata> {
  const { state } = ec2.backend;
  state.instances.need(instanceId);
  const tokens = new Tokens(instanceId, state.now);
  return serveMetadata((request) => {
    const instance = state.instances.get(instanceId);
    // Nobody can ask from a machine that is off.
    if (instance === undefined || !['pending', 'running', 'stopping'].includes(instance.state)) return 'closed';
    const { isEnabled, hopLimit } = instance.metadataService;
    if (!isEnabled || request.header('x-forwarded-for') !== undefined) return answerText(403, 'Forbidden');
    // The answer's time to live ends on the way; the caller waits for it.
    if (request.method === 'PUT') return hops > hopLimit ? 'silent' : tokens.answer(request);
    if (request.method !== 'GET') return answerText(405, 'Not Allowed');
    return isAllowed(request, instance, tokens) ? get(ec2, instance, request.url.pathname) : unauthorized;
  });
}

function isAllowed(request: MetadataRequest, { metadataService }: Instance, tokens: Tokens): boolean {
  const token = request.header(TOKEN);
  return token === undefined ? !metadataService.needsToken : tokens.isValid(token);
}

function get({ backend }: Pick<LocalEc2, 'backend'>, instance: Instance, pathname: string): MetadataAnswer {
  const path = VERSIONED.exec(pathname)?.groups?.['path'];
  if (path === undefined) return notFound;
  if (path === 'user-data') {
    return instance.userData === undefined
      ? notFound
      : {
          status: 200,
          headers: { 'content-type': 'application/octet-stream' },
          body: Buffer.from(instance.userData, 'base64'),
        };
  }
  const tree = {
    'meta-data': ec2Tree(backend.state, instance),
    dynamic: { 'instance-identity': { document: identityDocument(backend.state, instance) } },
  };
  const found = lookUp(tree, path);
  if (found === undefined) return notFound;
  return answerText(200, typeof found === 'string' ? found : listing(found).join('\n'));
}

class Tokens {
  readonly #expiries = new Map<string, number>();
  readonly #instanceId: string;
  readonly #now: () => number;

  constructor(instanceId: string, now: () => number) {
    this.#instanceId = instanceId;
    this.#now = now;
  }

  isValid(token: string): boolean {
    return (this.#expiries.get(token) ?? 0) > this.#now();
  }

  answer({ url, header }: MetadataRequest): MetadataAnswer {
    if (!/^\/[^/]+\/api\/token$/.test(url.pathname)) return answerText(404, 'Not Found');
    const asked = header(TTL) ?? '';
    const seconds = /^\d{1,6}$/.test(asked) ? Number(asked) : 0;
    if (seconds < 1 || seconds > LONGEST_TTL) return answerText(400, 'Bad Request');
    const source = `${this.#instanceId} ${this.#expiries.size}`;
    const token = createHash('sha256').update(source).digest('base64').padStart(56, 'AQAEA');
    this.#expiries.set(token, this.#now() + seconds * 1000);
    return { status: 200, headers: { [TTL]: asked }, body: token };
  }
}
