import { Pump } from '../deliver/pump.ts';
import { type AwsDeployment, deployAws, FUNCTION_CREDENTIALS } from '../aws-deployment.ts';
import { AWS_TUTORIAL, functionArn, routeEditEvent } from '../aws.ts';
import { deployGcp, type GcpDeployment } from '../gcp-deployment.ts';
import type { Clouds } from './exports.ts';
import { labelledLog } from './labelled-log.ts';

const DELIVERY = { batchingWindow: 50, retryDelay: 5000 };

const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };

interface Running {
  /** What the schedule of the deployment does: a resync. */
  readonly tick: () => void;
  readonly close: () => Promise<void>;
}

/** Events of EC2, Auto Scaling, the bus and a trail come to the function through its queue. */
function connectAws({ ec2, scaling }: Clouds, { deliver, queue, stack, handler }: AwsDeployment): Running {
  const pump = new Pump({
    ...DELIVERY,
    drain: () => queue.drain(handler),
    waiting: () => (stack.isMappingEnabled() ? queue.length : 0),
  });
  const notify = () => pump.notify();
  const { account } = ec2.services;
  ec2.onApiCall((call) => {
    const caller =
      call.accessKey === FUNCTION_CREDENTIALS.accessKeyId
        ? functionArn('podroutes', stack.role)
        : `arn:aws:iam::${account}:user/you`;
    const event = routeEditEvent(call, caller);
    if (event !== undefined) deliver(event);
    notify();
  });
  scaling.onEvent((event) => {
    deliver(event);
    notify();
  });
  ec2.onEvent(notify);
  ec2.onTagChange(notify);
  ec2.services.onBusEvent(notify);
  const tick = () => {
    queue.send(SCHEDULED);
    notify();
  };
  return { tick, close: () => pump.close() };
}

/** Audit log entries and runs of the scheduler's job come to the function as requests. */
function connectGcp({ gce }: Clouds, deployment: GcpDeployment): Running {
  const { eventarc, url } = deployment;
  const pump = new Pump({ ...DELIVERY, drain: () => eventarc.drain(url), waiting: () => eventarc.length });
  gce.onEvent(() => pump.notify());
  const tick = () => {
    for (const job of gce.services.jobs.values()) job.lastAttemptTime = new Date().toISOString();
    const headers = { 'content-type': 'application/json' };
    // Whatever comes of it stands in the function's log.
    void fetch(url, { method: 'POST', headers, body: '{"action":"resync"}' }).catch(() => {});
  };
  gce.services.jobListeners.add(tick);
  const end = async () => {
    await pump.close();
    await deployment.close();
  };
  return { tick, close: end };
}

/**
 * Deploys the functions beside both clouds: their events come to them, and a resync at once and then every so many seconds.
 *
 * @param write takes the lines of their logs
 * @returns what ends it, and where the Cloud Run function is
 */
export async function runFunctions(clouds: Clouds, resyncEvery: number, write: (line: string) => void) {
  const settings = { CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr };
  const autoScalingUrl = clouds.scaling.url;
  const aws = deployAws(clouds.ec2, { log: labelledLog('aws', write), settings, autoScalingUrl });
  const gcp = await deployGcp(clouds.gce, { log: labelledLog('gcp', write), settings });
  const now = new Date().toISOString();
  for (const each of clouds.ec2.services.functions.values()) each.lastModified = now.replace('Z', '+0000');
  for (const each of clouds.gce.services.functions.values()) each.updateTime = now;
  const running = [connectAws(clouds, aws), connectGcp(clouds, gcp)];
  const tick = () => {
    for (const each of running) each.tick();
  };
  tick();
  const timer = setInterval(tick, resyncEvery * 1000);
  const close = async () => {
    clearInterval(timer);
    await Promise.all(running.map((each) => each.close()));
  };
  return { close, url: gcp.url };
}
