import { readFileSync } from 'node:fs';

const TUTORIAL_SCRIPTS = new URL('../../moto/tutorial/', import.meta.url);

const script = (name: string) => readFileSync(new URL(name, TUTORIAL_SCRIPTS), 'utf8');

const THREE_WORKERS = 'for i in 0 1 2; do';

function forWorkers(commands: string, workers: number): string {
  if (!commands.includes(THREE_WORKERS)) throw new Error('the lab’s loop is not over its three workers any more');
  const numbers = Array.from({ length: workers }, (_, i) => i).join(' ');
  return commands.replaceAll(THREE_WORKERS, `for i in ${numbers}; do`);
}

/** What the lab has people type on AWS to route to so many workers. */
export function awsCommands(workers: number): string {
  return [script('find-vpc.sh'), script('find-table.sh'), forWorkers(script('create-routes.sh'), workers)].join('\n');
}

/** The same on GCP. */
export function gcpCommands(workers: number): string {
  return forWorkers(
    `for i in 0 1 2; do
  gcloud compute routes create kubernetes-route-10-200-\${i}-0-24 \\
    --network kubernetes-the-hard-way \\
    --next-hop-address 10.240.0.2\${i} \\
    --destination-range 10.200.\${i}.0/24
done`,
    workers,
  );
}

const COMMANDS_BEFORE = [script('find-vpc.sh'), script('find-table.sh')].join('\n').match(/aws ec2 /g)?.length ?? 0;
const COMMANDS_EACH = script('create-routes.sh').match(/aws ec2 /g)?.length ?? 0;

/** How many commands `awsCommands` starts, each a process and at least one API call. */
export const awsCommandCount = (workers: number): number => COMMANDS_BEFORE + workers * COMMANDS_EACH;
