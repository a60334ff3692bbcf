/** `npm run test:packets`: what the tests of this folder do to the network, they do in namespaces that end with them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { skipAloud } from '../support/or-skip.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WHAT = 'the suite that sends packets';

const TOOLS = ['unshare', 'setpriv', 'nsenter', 'mount', 'ip', 'nft', 'ping'];
/** As an ordinary user may have it that is not logged in as root. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
const ENV = { ...process.env, PATH };

/** Namespaces of one's own for the network, mounts and processes; they end with their first process, and that with this one. */
const ISOLATED = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child'];
const AS_USER = [...ISOLATED, '--user', '--map-root-user'];
const DYING_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];

/** Named namespaces live in /run. */
const PREPARE = 'mount -t tmpfs tmpfs /run && ip link set lo up';

function succeeds(command: readonly string[]): boolean {
  const [name = '', ...args] = command;
  return spawnSync(name, args, { env: ENV, stdio: 'ignore' }).status === 0;
}

const canWork = (isolated: readonly string[]) =>
  succeeds([
    ...isolated,
    'sh',
    '-c',
    `${PREPARE} && ip netns add probe && nsenter --net=/run/netns/probe nft list ruleset`,
  ]);

async function run(isolated: readonly string[]): Promise<number> {
  const suite = [
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'packets',
    ...process.argv.slice(2),
  ];
  const [command = '', ...args] = [
    ...DYING_WITH_PARENT,
    ...isolated,
    'sh',
    '-c',
    `${PREPARE} && "$@"; exit $?`,
    'sh',
    ...suite,
  ];
  const child = spawn(command, args, { cwd: ROOT, env: ENV, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

const missing = TOOLS.filter((tool) => !succeeds(['sh', '-c', `command -v ${tool}`]));
const possible = [...(process.getuid?.() === 0 ? [ISOLATED] : []), AS_USER];
if (process.platform !== 'linux') skipAloud(WHAT, 'It needs network namespaces, which only Linux has.');
else if (missing.length > 0)
  skipAloud(WHAT, `It needs ${missing.join(', ')} (util-linux, iproute2, nftables, iputils-ping).`);
else {
  const isolated = possible.find(canWork);
  if (isolated === undefined) skipAloud(WHAT, 'It needs user namespaces, which are forbidden here.');
  else process.exitCode = await run(isolated);
}
