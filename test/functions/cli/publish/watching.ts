import { setImmediate as nextTurn } from 'node:timers/promises';
import { ManualClock } from '../../../../infra/local/simulation.ts';
import { runCli } from '../../../support/cli/run-cli.ts';
import type { TestCluster } from './kubernetes.ts';
import { isBusy } from './unanswered-requests.ts';

// Loaded by the first command otherwise, in real time.
await Promise.all([
  import('../../../../functions/cli/commands/publish/publish.ts'),
  import('../../../../functions/cli/publish/aws.ts'),
  import('../../../../functions/cli/publish/gcp.ts'),
]);

/** Turns of the event loop in which everybody comes to wait for time to pass, if nothing is under way. */
const TURNS = 60;
/** After so many it is taken for something that never ends, such as a request to a server that is silent. */
const BUSY_TURNS = 2000;
const MAX_ROUNDS = 20_000;

/** `podroutes publish --watch`, whose time passes only while somebody waits for something. */
export interface Watching extends AsyncDisposable {
  readonly clock: ManualClock;
  /** What it said, without times. */
  readonly lines: string[];
  /** Lets time pass until `condition` holds. */
  until(condition: () => boolean): Promise<void>;
  /** Lets so much time pass. */
  pass(milliseconds: number): Promise<void>;
  /** Answers a probe: the status, and what is said. */
  probe(path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** As SIGTERM; answers the exit code. */
  stop(): Promise<number>;
}

export function startWatching(
  kubernetes: TestCluster,
  env: Record<string, string>,
  flags: readonly string[] = [],
  clock = new ManualClock(Date.parse('2026-01-01T00:00:00Z')),
  requestTimeout?: number,
): Watching {
  const lines: string[] = [];
  let interrupt = () => {};
  let hasEnded = false;
  const argv = ['publish', '--watch', '--kubeconfig', kubernetes.file, '--health-address', '127.0.0.1:0', ...flags];
  const running = runCli(argv, {
    env,
    time: clock,
    ...(requestTimeout === undefined ? {} : { requestTimeout }),
    onInterruptible: (listener) => (interrupt = listener),
    onOutput: (text) =>
      lines.push(
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => line.slice(line.indexOf(' ') + 1)),
      ),
  }).finally(() => (hasEnded = true));
  running.catch(() => {});
  const until = async (condition: () => boolean) => {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      for (let turn = 0; turn < TURNS || (turn < BUSY_TURNS && isBusy()); turn += 1) {
        if (condition()) return;
        await nextTurn();
      }
      clock.advanceToNext();
    }
    throw new Error(`it never came to that:\n${lines.slice(-20).join('\n')}`);
  };
  const stop = async () => {
    interrupt();
    await until(() => hasEnded);
    const { code, stderr } = await running;
    if (stderr !== '') throw new Error(stderr);
    return code;
  };
  return {
    clock,
    lines,
    until,
    async pass(milliseconds) {
      const end = clock.now() + milliseconds;
      await until(() => clock.now() >= end);
    },
    async probe(path) {
      await until(() => lines.length > 0);
      const [url = ''] = /http:\S+$/.exec(lines[0] ?? '') ?? [];
      const response = await fetch(url + path);
      return { status: response.status, text: await response.text() };
    },
    stop,
    [Symbol.asyncDispose]: async () => {
      if (!hasEnded) await stop();
    },
  };
}
