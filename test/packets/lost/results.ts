import { CATCH_UP, RATE, type StreamResult } from '../vpc/ping.ts';
import { LATENCY } from './slow-api.ts';

interface Result extends StreamResult {
  readonly what: string;
  readonly by: string;
}

const results: Result[] = [];

export function note(what: string, by: string, { sent, lost }: StreamResult): void {
  results.push({ what, by, sent, lost });
}

/** How many packets are sent in so many milliseconds, at most. */
export const packetsIn = (milliseconds: number): number => Math.ceil((milliseconds * RATE) / 1000) + CATCH_UP;

/** How many packets are due while so many calls are made, one after the other. */
export const packetsDuring = (calls: number): number => (calls * LATENCY * RATE) / 1000;

/** What was lost, as a table. */
export function table(cloud: string): string {
  const lines = results.map(
    ({ what, by, sent, lost }) => `${what.padEnd(62)}${by.padEnd(23)}${`${lost}`.padStart(5)} of ${sent}`,
  );
  return `\n${cloud}, ${RATE} packets a second, ${LATENCY} ms a call: lost\n${lines.join('\n')}\n\n`;
}
