import { type DeployOptions, deployAws } from '../../../../infra/local/aws-deployment.ts';
import { deployGcp } from '../../../../infra/local/gcp-deployment.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { type AcceptanceAccount, openAwsAccount, openGcpAccount } from './account.ts';

export const CLUSTER = 'acceptance';
export const SETTINGS = { CLUSTER_NAME: CLUSTER, CLUSTER_CIDR: '10.253.0.0/16', EVENT_BUS_NAME: 'default' };

/** Milliseconds between two runs of the schedule. */
const SCHEDULE = 300_000;

interface Deployment {
  /** Delivers the events that wait. */
  readonly deliver: () => Promise<void>;
  readonly resync: () => Promise<unknown>;
}

/** Events arrive as time passes, and the schedule fires. */
function connect(account: AcceptanceAccount, { deliver, resync }: Deployment): void {
  let last = 0;
  account.onTime = async (now) => {
    await deliver();
    if (now - last < SCHEDULE) return;
    last = now;
    await resync();
  };
}

/** An account with a function that was deployed for acceptance. */
export async function openDeployedOnAws(
  settings: Readonly<Record<string, string>> = SETTINGS,
  options: Partial<DeployOptions> = {},
) {
  const account = await openAwsAccount();
  const { queue, handler } = deployAws(account.cloud, { log: captureLog('aws').log, settings, ...options });
  const deliver = () => queue.drainAll(handler);
  connect(account, { deliver, resync: () => handler({ action: 'resync' }) });
  return account;
}

/** The same on GCP. */
export async function openDeployedOnGcp() {
  const account = await openGcpAccount();
  const options = { log: captureLog('gcp').log, settings: SETTINGS, debounce: 0 };
  const deployment = await deployGcp(account.cloud, options);
  account.deferred.defer(() => deployment.close());
  const { url, eventarc } = deployment;
  const resync = () => fetch(url, { method: 'POST', body: '{"action":"resync"}' });
  connect(account, { deliver: () => eventarc.drainAll(url), resync });
  return account;
}
