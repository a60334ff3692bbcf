import fc from 'fast-check';
import { bootWorker, createTutorialNetwork, startLocalEc2 } from '../../../infra/local/aws.ts';
import type { Io } from '../../../functions/cli/io.ts';
import { podroutes } from '../../../functions/cli/program.ts';
import { awsEnv } from '../../support/cli/run-cli.ts';
import { hostileText } from '../inputs/hostile-values.ts';
import { corruption, startCorruptingProxy } from '../inputs/corrupting-proxy.ts';
import { type InputConsumer, fuzzTarget } from '../target.ts';
import { assertNoSecret, SECRET } from '../oracle/safety-checker.ts';
import { SYSTEM_CLOCK } from '../../../shared/reconcile/cloud/clock.ts';
import { NOWHERE } from '../../support/cli/nowhere.ts';

/** What of a name EC2 can hold: no control characters but those that end lines. */
const storable = (name: string) => name.replaceAll(/(?![\t\n\r\u0085])\p{Cc}/gu, '').slice(0, 255);

const COMMANDS = [
  'nodes',
  'nodes --output wide',
  'nodes --output json',
  'routes',
  'routes --output wide',
  'plan',
  'plan --output json',
  'resync --dry-run',
  'resync',
  'init --out /dev/null/x.yaml',
];

/** Our own colours; whatever else moves a terminal is somebody else's. */
const COLOUR_CODES = ['1', '2', '22', '31', '32', '33', '36', '39'].map((code) => `\u001b[${code}m`);
const withoutColours = (text: string) => COLOUR_CODES.reduce((left, code) => left.replaceAll(code, ''), text);

const input = fc.record({
  line: fc.constantFrom(...COMMANDS),
  names: fc.tuple(hostileText, hostileText),
  verbose: fc.boolean(),
  isTerminal: fc.boolean(),
  more: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    hostileText.map((text) => [`--${text}`]),
    fc
      .tuple(
        fc.constantFrom('--cluster-name', '--cluster-cidr', '--config', '--output', '--region', '--out'),
        hostileText,
      )
      .map(([flag, text]) => [flag, text]),
  ),
  spoils: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(corruption, { maxLength: 2 })),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

/** Runs a command line in this process; answers its code and all that it wrote. */
async function run(
  argv: readonly string[],
  env: Io['env'],
  isTerminal: boolean,
): Promise<{ code: number; text: string }> {
  let text = '';
  const output = { write: (more: string) => (text += more), isTerminal, hasColours: isTerminal, columns: 120 };
  const cwd = NOWHERE;
  const io: Io = { stdout: output, stderr: output, env, cwd, runtime: SYSTEM_CLOCK, onInterrupt: () => () => {} };
  return { code: await podroutes(argv, io), text };
}

/** The SDK reads these from the process. Returns the way back. */
function setEnvironment(env: Readonly<Record<string, string>>): () => void {
  const before = { ...process.env };
  Object.assign(process.env, env);
  return () => {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  };
}

/** The command line on an EC2 with hostile names, that answers rubbish at times. */
async function open(): Promise<InputConsumer<Input>> {
  const ec2 = await startLocalEc2();
  const proxy = await startCorruptingProxy(ec2.url);
  const network = createTutorialNetwork(ec2.backend);
  const nodes = [bootWorker(ec2.backend, network, 0), bootWorker(ec2.backend, network, 1)];
  ec2.backend.runInstance({ subnetId: network.subnetId, userData: `TOKEN=${SECRET}\npod-cidr=${SECRET}` });
  ec2.backend.tag(nodes[1]?.id ?? '', { 'pod-cidr': '10.200.0.0/24' });
  ec2.settle();
  const env = { ...awsEnv(ec2), AWS_ENDPOINT_URL: proxy.url, AWS_MAX_ATTEMPTS: '1' };
  const restore = setEnvironment(env);
  return {
    async consume({ line, names, verbose, isTerminal, more, spoils: corruptions }) {
      for (const [i, node] of nodes.entries()) ec2.backend.tag(node.id, { Name: storable(names[i] ?? '') });
      proxy.setCorruptions(corruptions);
      const argv = [...line.split(' '), ...(verbose ? ['--verbose'] : []), ...more];
      const { code, text } = await run(argv, env, isTerminal);
      assertNoSecret([text]);
      const shown = isTerminal ? withoutColours(text) : text;
      const odd = /(?![\n\t])[\p{Cc}\p{Cf}]/u.exec(shown);
      if (odd !== null)
        throw new Error(`a terminal was told ${JSON.stringify(shown.slice(odd.index, odd.index + 20))}`);
      if (![0, 1, 2].includes(code)) throw new Error(`exit code ${code}`);
      if (text.includes('unexpected error')) throw new Error(text);
    },
    [Symbol.asyncDispose]: async () => {
      restore();
      await proxy.close();
      await ec2.close();
    },
  };
}

export const commandLine = fuzzTarget('the command line', 2, input, open);
