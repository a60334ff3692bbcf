import { readFileSync } from 'node:fs';

const README = new URL('../../infra/local/README.md', import.meta.url);

/** What the local cloud says that it serves, of a service or of all its subjects; a test compares it with the code. */
export function servedActions(name: string): string[] {
  const rows = readFileSync(README, 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, first = '']) => first === name || first.startsWith(`${name}:`));
  return rows
    .flatMap(([, , cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, action = '']) => action))
    .toSorted();
}
