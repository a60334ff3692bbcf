import { createHash } from 'node:crypto';
import type { Instance } from '../gce/backend/model.ts';
import type { InstanceReference } from '../gce/backend/specs.ts';
import type { LocalGce } from '../gce/local-gce.ts';
import { gceTree } from './gcp-tree.ts';
import { type InstanceMetadata, listing, lookUp, type MetadataAnswer, serveMetadata, type Tree } from './server.ts';

interface Options {
  /** Fires after so many milliseconds, as `ManualClock.timeout`; in real time without it. */
  readonly timeout?: (milliseconds: number) => AbortSignal;
}

const ROOT = /^\/computeMetadata\/v1(?<path>\/.*)?$/;

const text = (status: number, body: string): MetadataAnswer => ({ status, body });

/**
 * The metadata server of an instance, which can be asked to wait for a change.
 * https://cloud.google.com/compute/docs/metadata/querying-metadata
 */
export async function startInstanceMetadata(
  gce: Pick<LocalGce, 'backend' | 'onEvent'>,
  reference: InstanceReference,
  { timeout = (milliseconds) => AbortSignal.timeout(milliseconds) }: Options = {},
): Promise<InstanceMetadata> {
  const { path, id } = gce.backend.instance(reference);
  const now = () => runningInstance(gce, path, id);
  return serveMetadata(async ({ method, url, header }) => {
    if (now() === undefined) return 'closed';
    const asked = ROOT.exec(url.pathname)?.groups?.['path'];
    if (asked === undefined) return text(404, 'Not Found');
    if (header('metadata-flavor') !== 'Google') return text(403, 'Missing Metadata-Flavor:Google header.');
    if (header('x-forwarded-for') !== undefined) return text(403, 'Forbidden');
    if (method !== 'GET') return text(405, 'Method Not Allowed');
    const read = () => {
      const instance = now();
      return instance && answerOf(gceTree(gce.backend.state, instance), asked, url.searchParams);
    };
    if (url.searchParams.get('wait_for_change') === 'true') await change(gce, read, url.searchParams, timeout);
    return read() ?? 'closed';
  });
}

/** This very instance; undefined when it is off or gone, even if another one has its name. */
function runningInstance({ backend }: Pick<LocalGce, 'backend'>, path: string, id: string): Instance | undefined {
  const instance = backend.state.instances.get(path);
  const isUp = instance?.id === id && instance.status !== 'TERMINATED' && instance.status !== 'SUSPENDED';
  return isUp ? instance : undefined;
}

function answerOf(tree: Tree, path: string, query: URLSearchParams): MetadataAnswer {
  const found = lookUp(tree, path);
  if (found === undefined) return text(404, 'Not Found');
  if (typeof found !== 'string' && !path.endsWith('/')) {
    return { status: 301, headers: { location: `/computeMetadata/v1${path}/` }, body: '' };
  }
  const isJson = query.get('alt') === 'json' || (query.get('recursive') === 'true' && query.get('alt') !== 'text');
  const whole = isJson ? JSON.stringify(found) : plain(found);
  const etag = createHash('sha256').update(plain(found)).update(JSON.stringify(found)).digest('hex').slice(0, 16);
  const headers = {
    'content-type': isJson ? 'application/json' : 'application/text',
    etag,
    'metadata-flavor': 'Google',
    server: 'Metadata Server for VM',
  };
  return { status: 200, headers, body: whole };
}

const plain = (found: string | Tree): string =>
  typeof found === 'string'
    ? found
    : listing(found)
        .map((name) => `${name}\n`)
        .join('');

/** Waits until the value is another one, there is none, or the time is over. */
async function change(
  gce: Pick<LocalGce, 'onEvent'>,
  read: () => MetadataAnswer | undefined,
  query: URLSearchParams,
  timeout: (milliseconds: number) => AbortSignal,
): Promise<void> {
  const etag = () => read()?.headers?.['etag'];
  const first = etag();
  const known = query.get('last_etag') ?? first;
  if (first === undefined || first !== known) return;
  const seconds = Number(query.get('timeout_sec') ?? '0');
  await new Promise<void>((resolve) => {
    const end = () => {
      stop();
      resolve();
    };
    const stop = gce.onEvent(() => {
      if (etag() !== known) end();
    });
    if (seconds > 0) timeout(seconds * 1000).addEventListener('abort', end, { once: true });
  });
}
