import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('sandbox.sh', import.meta.url));

/** The user and group that Lambda's functions run as. */
export const UID = 993;
const GID = 990;

const IS_ROOT = process.getuid?.() === 0;

/** A namespace in which one may mount: root has the right to it, others get it together with a user namespace. */
const MOUNTING = IS_ROOT ? ['unshare', '--mount'] : ['unshare', '--user', '--map-root-user', '--mount'];

/** Becomes the function's user, without any capability, for good. */
const DROPPING = IS_ROOT
  ? `setpriv --reuid=${UID} --regid=${GID} --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all`.split(' ')
  : ['unshare', '--user', `--map-user=${UID}`, `--map-group=${GID}`];

/** What is where in the sandbox. */
export const SANDBOX = {
  task: '/var/task',
  runtime: '/var/runtime',
  node: '/var/lang/bin/node',
  emulator: '/var/rapid/emulator',
} as const;

/** Where it comes from. */
export interface SandboxParts {
  /** An empty folder to mount on. */
  readonly root: string;
  /** The unpacked function. Its files may belong to whom they will. */
  readonly task: string;
  readonly client: string;
  readonly emulator: string;
  /** Seen as /tmp. */
  readonly scratch: string;
}

/** Whether the machine lets this process mount, and become another user. */
export function canSandbox(): boolean {
  const [command, ...args] = [...MOUNTING, 'mount', '-t', 'tmpfs', 'probe', tmpdir()];
  const [drop, ...dropArgs] = [...MOUNTING, ...DROPPING, 'true'];
  const options = { stdio: 'ignore' } as const;
  return spawnSync(command, args, options).status === 0 && spawnSync(drop, dropArgs, options).status === 0;
}

/** The arguments of `unshare` that run `command` in a sandbox. Every step of it replaces its process by the next. */
export function sandboxed(parts: SandboxParts, command: readonly string[]): string[] {
  const { root, task, client, emulator, scratch } = parts;
  const script = ['sh', SCRIPT, root, task, client, process.execPath, emulator, scratch];
  return [...MOUNTING, ...script, ...DROPPING, ...command].slice(1);
}
