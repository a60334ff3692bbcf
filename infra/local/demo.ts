import { styleText } from 'node:util';
import { demoAws } from './demo/aws.ts';
import { demoGcp } from './demo/gcp.ts';
import { wrapped } from './demo/narrator.ts';

// The clients look for Google's metadata server otherwise, which no laptop has.
process.env['METADATA_SERVER_DETECTION'] ??= 'none';

console.log(
  wrapped(
    `podroutes keeps one route for each node in the VPC: its pod CIDR -> the node. Here it runs on this machine alone: the functions and the clouds' own client libraries are the real ones, the two clouds are local servers.`,
  ),
);

const started = performance.now();
await demoAws();
await demoGcp();
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  styleText(
    'bold',
    `\n${wrapped(`Both clouds in ${seconds} s. Next: npm test, or npm run local-cloud -- --seed --functions`)}\n`,
  ),
);
