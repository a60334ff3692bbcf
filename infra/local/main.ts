import { parseArgs, styleText } from 'node:util';
import type { KubeletCloud } from './kubernetes.ts';
import { runLocalCloud } from './local-cloud.ts';

const USAGE = `npm run local-cloud -- [--aws-port N] [--gcp-port N] [--seed] [--functions] [--resync-every SECONDS]
                       [--kubernetes CLOUD]

  --aws-port N   port of the local EC2 on 127.0.0.1 (default 5500, 0 takes any free one)
  --gcp-port N   port of the local Compute Engine on 127.0.0.1 (default 5600, 0 takes any free one)
  --seed         builds the tutorial's cluster on both: three controllers, three workers, no pod routes
  --functions    delivers events to the podroutes functions, as the clouds would, and has them look at everything
  --resync-every SECONDS   how often they look (default 30; deployed, it is five minutes)
  --kubernetes CLOUD       aws or gcp: a Kubernetes API beside it, whose Nodes are the instances that come from now on`;

/** setInterval knows no longer pause. */
const LONGEST = 2_147_483;

function readSeconds(name: string, text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds > 0 && seconds <= LONGEST) return seconds;
  throw new Error(`${name} is "${text}"; it should be a number of seconds like 30`);
}

function readPort(name: string, text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`${name} is "${text}"; it should be a port number like 5500`);
}

function readCloud(text: string | undefined): KubeletCloud | undefined {
  if (text === undefined || text === 'aws' || text === 'gcp') return text;
  throw new Error(`--kubernetes is "${text}"; it should be aws or gcp`);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      'aws-port': { type: 'string', default: '5500' },
      'gcp-port': { type: 'string', default: '5600' },
      seed: { type: 'boolean', default: false },
      functions: { type: 'boolean', default: false },
      kubernetes: { type: 'string' },
      'resync-every': { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    help: values.help,
    seed: values.seed,
    functions: values.functions,
    kubernetes: readCloud(values.kubernetes),
    resyncEvery: readSeconds('--resync-every', values['resync-every']),
    awsPort: readPort('--aws-port', values['aws-port']),
    gcpPort: readPort('--gcp-port', values['gcp-port']),
  };
}

try {
  const options = readOptions();
  if (options.help) console.log(USAGE);
  else await runLocalCloud(options);
} catch (error) {
  // A wrong option, or a port that is taken, is reported in one line, without a stack.
  const message = error instanceof Error ? error.message : String(error);
  console.error(styleText('red', message, { stream: process.stderr }));
  console.error('npm run local-cloud -- --help lists the options');
  process.exitCode = 1;
}
