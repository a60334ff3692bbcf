import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import * as z from 'zod/mini';

/** What is judged, in files of a folder for the scanners alone. */
export interface Subject {
  readonly template: string;
  readonly policy: string;
  readonly manifests: readonly string[];
  readonly dockerfile: string;
}

/** Answers its findings, a line for each. */
type Scanner = (bin: string, subject: Subject) => Promise<string[]>;

const Ended = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** Scanners end with 1 where they find something. */
async function run(command: string, ...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], BC_SKIP_MAPPING: 'TRUE' };
  const { stdout, stderr, code } = await promisify(execFile)(command, args, { env, maxBuffer: 1e8 }).then(
    (ended) => ({ ...ended, code: 0 }),
    (error: unknown) => Ended.parse(error),
  );
  if (code > 1 || stderr.includes('Traceback')) throw new Error(`${command} ended with ${code}: ${stderr}`);
  return stripVTControlCharacters(stdout).trim();
}

/** All that changes something, however narrowly: what each is narrowed by has to be said. */
const cloudsplaining: Scanner = async (bin, { policy }) => {
  const text = await run(join(bin, 'cloudsplaining'), 'scan-policy-file', '--flag-all-risky-actions', '-i', policy);
  const found = [...text.matchAll(/Policy is capable of (.+)\nActions: (.+)/g)];
  if (found.length === 0 && text !== 'There were no results found.') throw new Error(`cloudsplaining said: ${text}`);
  return found.flatMap(([, risk, actions = '']) => actions.split(', ').map((action) => `${risk}: ${action}`));
};

const ParliamentLine = z.object({ issue: z.string(), detail: z.unknown() });

const parliament: Scanner = async (bin, { policy }) => {
  // It takes a standard input that is no terminal for a second policy.
  const command = '"$1" --json --include-community-auditors < "$2"';
  const text = await run('sh', '-c', command, 'sh', join(bin, 'parliament'), policy);
  const lines = text === '' ? [] : text.split('\n').map((line) => ParliamentLine.parse(JSON.parse(line)));
  return lines.map(({ issue, detail }) => `${issue} ${JSON.stringify(detail)}`);
};

const CheckovReport = z.object({
  summary: z.object({ passed: z.number(), parsing_errors: z.literal(0) }),
  results: z.object({ failed_checks: z.array(z.object({ check_id: z.string(), resource: z.string() })) }),
});

async function checkovOn(bin: string, framework: string, files: readonly string[]) {
  const args = ['--framework', framework, '--compact', '-o', 'json', '--skip-download', '-f', ...files];
  const { summary, results } = CheckovReport.parse(JSON.parse(await run(join(bin, 'checkov'), ...args)));
  if (summary.passed === 0) throw new Error(`checkov looked at nothing of ${framework}`);
  return results.failed_checks;
}

const checkov: Scanner = async (bin, { template, manifests, dockerfile }) => {
  const inTemplate = await checkovOn(bin, 'cloudformation', [template]);
  const inManifests = await checkovOn(bin, 'kubernetes', manifests);
  const inImage = await checkovOn(bin, 'dockerfile', [dockerfile]);
  return [
    ...inTemplate.map(({ check_id: id, resource }) => `${id} ${resource.split('.').at(-1)}`),
    ...inManifests.map(({ check_id: id, resource }) => `${id} ${resource.split('.')[0]}`),
    ...inImage.map(({ check_id: id }) => `${id} Dockerfile`),
  ];
};

const SCANNERS = { cloudsplaining, parliament, checkov };

/** What all scanners find, each line with the scanner's name. */
export async function findingsOf(venv: string, subject: Subject): Promise<string[]> {
  const all = Object.entries(SCANNERS).map(async ([name, scan]) => {
    const found = await scan(join(venv, 'bin'), subject);
    return found.map((line) => `${name}: ${line}`);
  });
  return (await Promise.all(all)).flat();
}
