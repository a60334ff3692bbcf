import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('container.sh', import.meta.url));
const IS_ROOT = process.getuid?.() === 0;
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** A namespace in which one may mount: root has the right to it, others get it together with a user namespace. */
const MOUNTING = IS_ROOT ? ['unshare', '--mount'] : ['unshare', '--user', '--map-root-user', '--mount'];

/** Becomes that user, without any capability, for good. */
const dropping = (user: number) =>
  IS_ROOT
    ? [
        ...`setpriv --reuid=${user} --regid=${user}`.split(' '),
        ...'--clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all'.split(' '),
      ]
    : ['unshare', '--user', `--map-user=${user}`, `--map-group=${user}`];

/** Why there can be no container here, if so. */
export function missingTool(): string | undefined {
  const works = (...[command = '', ...args]: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!works('openssl', 'version')) return 'there is no openssl on this machine';
  if (!works(...MOUNTING, 'mount', '-t', 'tmpfs', 'probe', tmpdir())) return 'this machine lets nobody mount';
  return works(...MOUNTING, ...dropping(1000), 'true') ? undefined : 'this machine lets nobody become another user';
}

export interface Container {
  /** An empty folder to mount on. */
  readonly root: string;
  /** Seen as a package below /app. */
  readonly app: string;
  /** Seen as /var/run/secrets. */
  readonly secrets: string;
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts `/node ARGS` there. Each step replaces its process by the next, so that its id and signals are Node's. */
export function startInContainer({ root, app, secrets, user, env }: Container, args: readonly string[]): ChildProcess {
  const inside = [...dropping(user), '/node', ...args];
  const [command = '', ...rest] = [...MOUNTING, 'sh', SCRIPT, root, app, process.execPath, secrets, ...inside];
  return spawn(command, rest, { env: { PATH, ...env }, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
}
