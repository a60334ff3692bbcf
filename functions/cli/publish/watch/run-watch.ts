import type { Io } from '../../io.ts';
import type { PublisherContext } from '../publisher.ts';
import { DecisionLog } from './decision-log.ts';
import { type Health, serveHealth } from './health.ts';
import { NodeFollower } from './node-follower.ts';
import { publishLoop } from './publish-loop.ts';
import { Wake } from './wake.ts';

export interface WatchOptions {
  /** Milliseconds between looks when nothing changes. */
  readonly interval: number;
  readonly isDryRun: boolean;
  readonly healthAddress: string;
}

/** Kubernetes may be away for so long before somebody should look. */
const UNHEARD = 300_000;

/** Intervals without a look after which the process counts as stuck. */
const STUCK = 3;

interface LastLook {
  at: number;
  error?: string | undefined;
}

function healthOf({ runtime }: Io, follower: NodeFollower, last: LastLook, interval: number): Health {
  return {
    live: () => {
      const minutes = Math.floor((runtime.now() - last.at) / 60_000);
      return runtime.now() - last.at > STUCK * interval ? `no look for ${minutes} minutes` : undefined;
    },
    ready: () => {
      const { heardAt } = follower;
      if (heardAt === undefined) return 'Kubernetes was not reached yet';
      if (runtime.now() - heardAt > UNHEARD) return 'Kubernetes was not heard of for five minutes';
      return last.error;
    },
  };
}

/** Publishes until somebody ends it. Throws SettingsError where the health endpoint cannot be served. */
export async function runWatch(context: PublisherContext, io: Io, options: WatchOptions): Promise<number> {
  const { interval, isDryRun, healthAddress } = options;
  const abort = new AbortController();
  const log = new DecisionLog(io);
  const wake = new Wake();
  const { clock, nodesApi } = context;
  const onChange = () => wake.call();
  const follower = new NodeFollower(nodesApi, { clock, onChange, log: (line) => log.line(line) });
  const last: LastLook = { at: io.runtime.now() };
  const onLook = (error?: string) => Object.assign(last, { at: io.runtime.now(), error });
  const server = await serveHealth(healthAddress, healthOf(io, follower, last, interval));
  const unsubscribe = io.onInterrupt(() => {
    log.line('stopping: what is being written is finished first');
    abort.abort();
  });
  const loop = { context, follower, wake, interval, isDryRun, log, onLook };
  const endAll = (error: unknown) => {
    abort.abort();
    throw error;
  };
  try {
    log.line(`watching the nodes of ${nodesApi.server}; health at ${server.url}`);
    await Promise.all([follower.run(abort.signal).catch(endAll), publishLoop(loop, abort.signal).catch(endAll)]);
    log.line('stopped');
    return 0;
  } finally {
    unsubscribe();
    await server.close();
  }
}
