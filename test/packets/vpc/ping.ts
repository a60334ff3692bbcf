import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { inside } from './kernel/run.ts';
import type { Pod } from './pod.ts';

/** Seconds after which nobody answers any more: the way there and back takes less than a millisecond. */
const PATIENCE = '0.5';
/** Packets a second of a stream. */
export const RATE = 200;
/** How many it sends at once to make up for time in which it was not scheduled. */
export const CATCH_UP = 20;

function pingFrom(pod: Pod, args: readonly string[]) {
  const [command = '', ...rest] = inside(pod.namespace, ['ping', ...args]);
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What `ping` prints. */
export function pingText(from: Pod, args: readonly string[]): Promise<string> {
  return text(pingFrom(from, args).stdout);
}

export async function ping(from: Pod, address: string): Promise<boolean> {
  return / bytes from .* icmp_seq=1 /.test(await pingText(from, ['-n', '-c', '1', '-W', PATIENCE, address]));
}

/** What became of the packets up to the last one that was answered. */
export interface StreamResult {
  readonly sent: number;
  readonly lost: number;
}

export interface Stream extends Disposable {
  /** Goes on until a packet is answered that was sent after now. */
  end(): Promise<StreamResult>;
}

/** Sends until it is ended. The first packet was answered when this is. */
export async function startStream(from: Pod, address: string): Promise<Stream> {
  const child = pingFrom(from, ['-n', '-i', `${1 / RATE}`, '-l', `${CATCH_UP}`, address]);
  const received = new Set<number>();
  let onAnswer = () => {};
  let rest = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (output: string) => {
    // Lines come in parts.
    const lines = (rest + output).split('\n');
    rest = lines.pop() ?? '';
    for (const [, sequence] of lines.join('\n').matchAll(/icmp_seq=(\d+) ttl/g)) received.add(Number(sequence));
    onAnswer();
  });
  const answered = async () => {
    const before = received.size;
    while (received.size === before) await new Promise<void>((resolve) => (onAnswer = resolve));
  };
  await answered();
  return {
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
    end: async () => {
      // What was answered before may not have been read yet.
      for (let i = 0; i <= CATCH_UP; i += 1) await answered();
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await ended;
      const sent = Math.max(...received);
      return { sent, lost: sent - received.size };
    },
  };
}
