import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What /proc says of a process; empty when it has ended. */
export function readProcess(pid: number, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}

/** Go starts processes from any of its threads, and /proc lists each thread's own. */
export function childrenOf(pid: number): number[] {
  try {
    const lists = readdirSync(`/proc/${pid}/task`).map((thread) => readProcess(pid, `task/${thread}/children`));
    return lists.flatMap((list) => list.trim().split(' ')).flatMap((each) => (each === '' ? [] : [Number(each)]));
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** Ends a process and its children: stopped first, it starts no more of them. */
export function killWithChildren(pid: number): void {
  signal(pid, 'SIGSTOP');
  for (const child of childrenOf(pid)) signal(child, 'SIGKILL');
  signal(pid, 'SIGKILL');
}

/** Stops a process; when it resolves, none of its threads runs any more. */
export async function stopProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\tT/m.test(readProcess(pid, 'status'))) await delay(5);
}

export function continueProcess(pid: number): void {
  process.kill(pid, 'SIGCONT');
}
