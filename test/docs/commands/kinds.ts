import { existsSync, globSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { readParameters } from '../../../infra/aws/parameters.ts';
import { ROOT } from './pages.ts';
import type { TypedCommand } from './record.ts';

const Package = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = Package.parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')));

/** What is wrong with a command; undefined where nothing is. */
type Judge = (words: readonly string[], command: TypedCommand) => string | undefined;

const npm: Judge = ([verb = '', name = '']) => {
  if (verb === 'ci' || verb === 'link') return undefined;
  const script = verb === 'run' ? name : verb;
  return script in scripts ? undefined : `package.json has no script ${script}`;
};

const parameters = new Set(readParameters().map(({ name }) => name));

const osls: Judge = (words) => {
  const named = words.flatMap((word) => /^--param=([^=]+)=/.exec(word)?.[1] ?? []);
  const unknown = named.filter((name) => !parameters.has(name));
  if (unknown.length > 0) return `serverless.yml has no parameter ${unknown.join(', ')}`;
  const wanted = words[0] === 'deploy' ? ['cluster-name', 'cluster-cidr'] : ['cluster-name'];
  const missing = wanted.filter((name) => !named.includes(name));
  if (missing.length > 0) return `names no ${missing.join(', ')}`;
  return words.includes('--region') ? undefined : 'names no region';
};

/** What IAM, S3 and the like have is in no region. */
const GLOBAL = ['iam'];

const aws: Judge = ([service = '', ...words], { region }) =>
  region !== '' || words.includes('--region') || GLOBAL.includes(service) ? undefined : 'names no region';

/** A folder of an unpacked release has the files of `infra/gcp`. */
const folderOf = (name: string) => (name === 'podroutes' ? 'infra/gcp' : name);

const terraform: Judge = (words) => {
  const [, named] = /^-chdir=(.*)$/.exec(words[0] ?? '') ?? [];
  if (named === undefined) return words[0] === 'state' ? undefined : 'names no folder';
  const folder = `${ROOT}${folderOf(named)}`;
  if (!existsSync(folder)) return `there is no ${folder}`;
  const texts = ['variables.tf', 'outputs.tf', 'main.tf'].map((name) =>
    existsSync(`${folder}/${name}`) ? readFileSync(`${folder}/${name}`, 'utf8') : '',
  );
  const known = (kind: string, name: string) => texts.some((text) => text.includes(`${kind} "${name}"`));
  const variables = words.flatMap((word) => /^(\w+)=/.exec(word)?.[1] ?? []);
  const outputs = words.includes('output') ? words.slice(-1) : [];
  const unknown = [
    ...variables.filter((name) => !known('variable', name)),
    ...outputs.filter((name) => !known('output', name)),
  ];
  return unknown.length === 0 ? undefined : `${named} has no ${unknown.join(', ')}`;
};

const fine: Judge = () => undefined;

/** An account is needed for what these do; their form is checked here, and by their own programs in `test/moto` and `test/gcloud`. */
const NEEDS_ACCOUNT: Readonly<Record<string, Judge>> = {
  aws,
  gcloud: fine,
  osls,
  terraform,
  kubectl: fine,
  docker: fine,
};

const LOCAL: Readonly<Record<string, Judge>> = {
  npm,
  ...Object.fromEntries(globSync('infra/examples/*/create-*', { cwd: ROOT }).map((path) => [path, fine])),
  // Programs of other people, in forms that nothing of ours changes.
  ...Object.fromEntries(['cp', 'curl', 'gh', 'git', 'jq', 'sha256sum', 'unzip'].map((name) => [name, fine])),
};

export type Kind =
  | { readonly kind: 'ours'; readonly argv: readonly string[] }
  | { readonly kind: 'account' | 'local'; readonly mistake: string | undefined }
  | { readonly kind: 'unknown' };

/** `npx X`: X is what runs. */
const withoutNpx = ([first = '', ...rest]: readonly string[]): readonly string[] =>
  first === 'npx' ? rest : [first, ...rest];

const isOurs = (program: string) => program === 'podroutes' || /^\.\/podroutes-[\d.]+\.tgz$/.test(program);

export function kindOf(command: TypedCommand): Kind {
  const [program = '', ...words] = withoutNpx(command.words);
  if (isOurs(program)) return { kind: 'ours', argv: words };
  for (const [kind, judges] of [['account', NEEDS_ACCOUNT] as const, ['local', LOCAL] as const]) {
    const judge = judges[program];
    if (judge !== undefined) return { kind, mistake: judge(words, command) };
  }
  return { kind: 'unknown' };
}
