import * as z from 'zod/mini';
import { runModule } from '../../support/build/built-output.ts';

const Figures = z.object({ imported: z.number(), ready: z.number(), answered: z.number(), megabytes: z.number() });

/** Milliseconds since the start of the import, in a new process. */
export interface ColdStart {
  /** The bundle is imported. */
  readonly imported: number;
  /** Its clients are made. */
  readonly ready: number;
  /** The first answer of the cloud's API has come. */
  readonly answered: number;
  /** Resident set at the end, in MB. */
  readonly megabytes: number;
}

/** Before the import; the channel tells of each answer that a client of node:http gets. */
const CLOCK = `
  import { subscribe } from 'node:diagnostics_channel';
  const start = performance.now();
  const at = () => performance.now() - start;
  let answered;
  subscribe('http.client.response.finish', () => { answered ??= at(); });
  const tell = (more) => console.log('COLD ' + JSON.stringify({
    ...more, answered, megabytes: process.memoryUsage.rss() / 1e6,
  }));`;

/** Plan, so that it reads everything and writes nothing. */
const LAMBDA = `${CLOCK}
  const { handler } = await import('./aws/handler.mjs');
  const imported = at();
  await handler({ action: 'plan' });
  tell({ imported, ready: imported });`;

/** The function makes its clients before it first waits for anything. */
const CLOUD_RUN = `${CLOCK}
  const { podRoutes } = await import('./gcp/index.mjs');
  const imported = at();
  const response = { status: () => response, set: () => response, json: () => response };
  const done = podRoutes({ method: 'POST', headers: {}, body: '{"action":"plan"}' }, response);
  const ready = at();
  await done;
  tell({ imported, ready });`;

/** One request and nothing else: what no client can be faster than. */
const rawRequest = (url: string) => `${CLOCK}
  const { request } = await import('${url.startsWith('https:') ? 'node:https' : 'node:http'}');
  const imported = at();
  request('${url}', { method: 'POST' }, (answer) => answer.resume().on('end', () => tell({ imported, ready: imported })))
    .end('Action=DescribeRouteTables&Version=2016-11-15');`;

async function run(folder: string, code: string, env: Record<string, string>): Promise<ColdStart> {
  const stdout = await runModule(folder, code, env);
  const line = stdout.split('\n').find((each) => each.startsWith('COLD '));
  if (line === undefined) throw new Error(`no figures:\n${stdout}`);
  return Figures.parse(JSON.parse(line.slice('COLD '.length)));
}

export const startLambda = (folder: string, env: Record<string, string>) => run(folder, LAMBDA, env);
export const startCloudRun = (folder: string, env: Record<string, string>) => run(folder, CLOUD_RUN, env);
export const startRaw = (folder: string, url: string, env: Record<string, string>) => run(folder, rawRequest(url), env);
