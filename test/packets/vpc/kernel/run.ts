import { spawnSync } from 'node:child_process';

/** Runs a command with lines on its standard input. In step with the local cloud, which waits meanwhile: a write is in force when it is answered. */
function feed(command: string, args: readonly string[], input: string): void {
  const { status, stderr, error } = spawnSync(command, args, { input, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}\n${input}`);
}

const pathOf = (namespace: string) => `/run/netns/${namespace}`;

/** The command that runs `command` in a network namespace. */
export const inside = (namespace: string, command: readonly string[]): string[] => [
  'nsenter',
  `--net=${pathOf(namespace)}`,
  ...command,
];

const OPTION = /^-6 /;

/** Carries out commands of `ip`, in a namespace or in the one that all belong to. Those that begin with -6 are done last: a batch has one family. */
export function ip(lines: readonly string[], namespace?: string): void {
  const where = namespace === undefined ? [] : ['-n', namespace];
  const ipv6 = lines.filter((line) => OPTION.test(line)).map((line) => line.replace(OPTION, ''));
  const others = lines.filter((line) => !OPTION.test(line));
  if (others.length > 0) feed('ip', [...where, '-batch', '-'], `${others.join('\n')}\n`);
  if (ipv6.length > 0) feed('ip', [...where, '-6', '-batch', '-'], `${ipv6.join('\n')}\n`);
}

/** Puts a ruleset in force in a namespace, all at once. */
export function nft(namespace: string, ruleset: string): void {
  const [command = '', ...args] = inside(namespace, ['nft', '-f', '-']);
  feed(command, args, ruleset);
}

/**
 * Makes a link between two namespaces. Of two ends that happen to have the same number the kernel hears a second later that they are
 * connected (`linkwatch_urgent_event`), so the first has a number that no second has.
 */
export function connect(
  first: { namespace: string; link: string; number: number },
  second: { namespace: string; link: string },
): void {
  const { namespace, link, number } = first;
  const other = `name ${second.link} netns ${second.namespace}`;
  ip([`link add name ${link} index ${1000 + number} netns ${namespace} type veth peer ${other}`]);
}

/** The kernel takes a moment to believe that the other end of a link is there; until then it drops what is sent. */
export function awaitLink(namespace: string, link: string): void {
  const [command = '', ...args] = inside(namespace, ['sh', '-e']);
  feed(command, args, `until ip -brief link show dev ${link} | grep -q ' UP '; do :; done`);
}

const FORWARDING = ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding'];
/** The address that answers on one interface may be asked for on another; and dead links have no last word. */
const LENIENT = ['net/ipv4/conf/all/rp_filter', 'net/ipv4/conf/default/rp_filter', 'net/ipv6/conf/default/accept_dad'];

/** Makes the namespaces route packets. */
export function enableForwarding(namespaces: readonly string[]): void {
  const set = (value: number, names: readonly string[]) => names.map((name) => `echo ${value} >/proc/sys/${name}`);
  const script = [...set(1, FORWARDING), ...set(0, LENIENT)].join('\n');
  for (const namespace of namespaces) {
    const [command = '', ...args] = inside(namespace, ['sh', '-e']);
    feed(command, args, script);
  }
}
