import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import * as z from 'zod/mini';
import { toCloudError } from '../../../shared/gcp/api/errors.ts';
import { type GcpConfig, readGcpConfig } from '../../../shared/gcp/config.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { DeploymentReader } from '../doctor/gcp/deployment/reader.ts';
import { RestClient } from '../doctor/gcp/rest-client.ts';
import type { TargetIo } from '../target/target.ts';
import { INVOKE_TIMEOUT, type ManualCall, notDeployed, parseReport } from './manual-call.ts';

const Refusal = z.object({ error: z.string() });

/** Cloud Run takes an ID token for its own address, not the access token that APIs take. */
function clientFor({ endpoint }: GcpConfig, address: string) {
  return endpoint === undefined ? new GoogleAuth().getIdTokenClient(address) : new PassThroughClient();
}

async function post(config: GcpConfig, name: string, address: string, data: ManualCall) {
  try {
    const client = await clientFor(config, address);
    const options = {
      method: 'POST',
      data,
      timeout: INVOKE_TIMEOUT,
      retry: false,
      validateStatus: () => true,
    } as const;
    return await client.request<unknown>({ url: address, ...options });
  } catch (error) {
    throw toCloudError(error, 'call the function', name);
  }
}

/** Asks the cluster's Cloud Run function for a plan or a resync. */
export async function invokeOnGcp(settings: SettingsSource, call: ManualCall, io: TargetIo): Promise<Report> {
  const config = readGcpConfig(settings);
  const reader = new DeploymentReader(new RestClient(config, io), config);
  const found = await reader.function();
  if (found?.address === undefined) throw notDeployed(reader.name);
  const { status, data } = await post(config, reader.name, found.address, call);
  if (status === 401 || status === 403) {
    const advice = `grant run.routes.invoke (roles/run.invoker) on the service to whoever runs podroutes`;
    throw new CloudError('permission-denied', String(status), `${reader.name} may not be called; ${advice}`);
  }
  if (status < 300) return parseReport(reader.name, data);
  const { error } = Refusal.safeParse(data).data ?? { error: `answered ${status}` };
  throw new CloudError('rejected', String(status), `${reader.name} failed: ${error}`);
}
