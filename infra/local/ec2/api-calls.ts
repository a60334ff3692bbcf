import type { BrokenConnection } from '../common/broken-connection.ts';
import type { QueryResponse } from './http/dispatch.ts';
import type { Params } from './http/params.ts';

/** A call that EC2 has carried out, as a trail would hear of it. */
export interface ApiCall {
  readonly name: string;
  /** The access key that signed it; undefined where nobody did. */
  readonly accessKey: string | undefined;
  /** The parameters that are plain texts. */
  readonly input: Readonly<Record<string, string>>;
  readonly requestId: string;
}

export type ApiCallListener = (call: ApiCall) => void;

/** `Credential=KEY/DATE/REGION/ec2/aws4_request` in the header of a signed request. */
const accessKeyIn = (signature = '') => /Credential=([^,/\s]+)/.exec(signature)?.[1];

/** What there is to tell of a request and its answer; undefined where the call failed or was not answered. */
export function apiCall(
  params: Params,
  signature: string | undefined,
  answered: QueryResponse | BrokenConnection,
): ApiCall | undefined {
  if (typeof answered === 'string' || answered.status !== 200) return undefined;
  const { Action: name = '', Version: _, ...input } = params.texts();
  return { name, accessKey: accessKeyIn(signature), input, requestId: answered.requestId };
}
