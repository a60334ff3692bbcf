import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { inside } from './kernel/run.ts';
import type { Pod } from './pod.ts';

/** Seconds after which nobody answers any more: the way there and back takes less than a millisecond. */
const PATIENCE = '0.5';
/** Seconds between two packets of a stream. */
export const INTERVAL = 0.005;

function pingFrom(pod: Pod, args: readonly string[]) {
  const [command = '', ...rest] = inside(pod.namespace, ['ping', '-n', ...args]);
  return spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What `ping` prints. */
export async function pingText(from: Pod, address: string, count = 1): Promise<string> {
  return text(pingFrom(from, ['-c', `${count}`, '-i', '0.2', '-W', PATIENCE, address]).stdout);
}

export async function ping(from: Pod, address: string): Promise<boolean> {
  return / bytes from .* icmp_seq=1 /.test(await pingText(from, address));
}

/** What became of the packets up to the last one that was answered. */
export interface StreamResult {
  readonly sent: number;
  readonly lost: number;
}

export interface Stream {
  /** Goes on until a packet is answered that was sent after now. */
  end(): Promise<StreamResult>;
}

/** Sends until it is ended. The first packet was answered when this is. */
export async function startStream(from: Pod, address: string): Promise<Stream> {
  const child = pingFrom(from, ['-i', `${INTERVAL}`, address]);
  const received = new Set<number>();
  let onAnswer = () => {};
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (output: string) => {
    for (const [, sequence] of output.matchAll(/icmp_seq=(\d+) ttl/g)) received.add(Number(sequence));
    onAnswer();
  });
  const answered = async () => {
    const before = received.size;
    while (received.size === before) await new Promise<void>((resolve) => (onAnswer = resolve));
  };
  await answered();
  return {
    end: async () => {
      // The first may have been on its way.
      for (let i = 0; i < 3; i += 1) await answered();
      const ended = once(child, 'close');
      child.kill('SIGINT');
      await ended;
      const sent = Math.max(...received);
      return { sent, lost: sent - received.size };
    },
  };
}
