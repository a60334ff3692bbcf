import { http, type HttpFunction } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { close, listen } from '../common/loopback.ts';

/** A function behind the real functions framework, on 127.0.0.1. */
export interface FunctionServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves `target` as Cloud Run would, under the function name `name`. */
export async function serveFunction(name: string, target: HttpFunction, port = 0): Promise<FunctionServer> {
  http(name, target);
  // The framework's own start listens on all interfaces; this is the same server without that.
  const server = getTestServer(name);
  return { url: `http://127.0.0.1:${await listen(server, port)}`, close: () => close(server) };
}
