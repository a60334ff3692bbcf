import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PAGE = new URL('../../../docs/deploy-gcp.md', import.meta.url);

/** Writes down every gcloud command instead of running it; nothing else of a page is carried out. */
const COMMAND_RECORDER = `
gcloud() {
  printf '%s\\037' "$@" >> "$RECORD"; printf '\\n' >> "$RECORD"
  case "$*" in *--format=*) echo https://answer.example ;; esac
}
npm() { :; }; npx() { :; }; terraform() { :; }; curl() { :; }; cp() { :; }
`;

/** The gcloud commands of docs/deploy-gcp.md, as words, after bash has read its shell blocks. Writes into `folder`. */
export async function documentedCommands(folder: string, cluster = 'kubernetes-the-hard-way'): Promise<string[][]> {
  const page = await readFile(PAGE, 'utf8');
  const blocks = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => block);
  const record = join(folder, 'record');
  await writeFile(record, '');
  await run('bash', ['-euc', COMMAND_RECORDER + blocks.join('\n').replace(/^CLUSTER=.*$/m, `CLUSTER=${cluster}`)], {
    env: { PATH: process.env['PATH'], RECORD: record },
  });
  const lines = (await readFile(record, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => line.split('\u001F').slice(0, -1));
}
