import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { stackName } from '../../../shared/aws/names.ts';
import { environment, ROOT, run } from './suite/shell.ts';

/** The bucket for the function's zip. */
const BUCKET = 'releases';

/** Runs an AWS CLI command that prints text. */
const awsText = (...args: string[]) => run('aws', '--endpoint-url', inject('moto'), ...args);

/** A folder with what `npm run package` makes and nothing else, as somebody has who downloaded a release. */
export class Release {
  readonly folder: string;
  readonly #names: readonly string[];

  private constructor(folder: string, names: readonly string[]) {
    this.folder = folder;
    this.#names = names;
  }

  static async make(): Promise<Release> {
    await run(process.execPath, 'infra/package.ts');
    const folder = await mkdtemp(join(inject('scratch'), 'release-'));
    await cp(join(ROOT, 'dist/release'), folder, { recursive: true });
    return new Release(folder, await readdir(folder));
  }

  file(pattern: RegExp): string {
    const name = this.#names.find((each) => pattern.test(each));
    if (name === undefined) throw new Error(`the release has nothing like ${pattern.source}`);
    return name;
  }

  get template(): string {
    return join(this.folder, this.file(/\.template\.json$/));
  }

  /** Puts the function's zip where CloudFormation takes it from. */
  async upload(): Promise<void> {
    await awsText('s3', 'mb', `s3://${BUCKET}`);
    await awsText(
      's3',
      'cp',
      join(this.folder, this.file(/-aws-.*\.zip$/)),
      `s3://${BUCKET}/${this.file(/-aws-.*\.zip$/)}`,
    );
  }

  /** Fetches the zip from there, and unpacks it. */
  async deployedCode(): Promise<string> {
    const folder = await mkdtemp(join(inject('scratch'), 'deployed-'));
    await awsText('s3', 'cp', `s3://${BUCKET}/${this.file(/-aws-.*\.zip$/)}`, join(folder, 'function.zip'));
    await run('python', '-m', 'zipfile', '-e', join(folder, 'function.zip'), folder);
    return folder;
  }

  /** As the guide says it. */
  async deploy(cluster: string, ...overrides: readonly string[]): Promise<string> {
    const code = [`CodeBucket=${BUCKET}`, `CodeKey=${this.file(/-aws-.*\.zip$/)}`];
    const values = [`ClusterName=${cluster}`, 'ClusterCidr=10.200.0.0/16', ...code, ...overrides];
    const stack = ['--stack-name', stackName(cluster), '--template-file', this.template];
    const rest = ['--capabilities', 'CAPABILITY_IAM', '--parameter-overrides', ...values];
    await awsText('cloudformation', 'deploy', ...stack, ...rest);
    return stackName(cluster);
  }

  async remove(cluster: string): Promise<void> {
    await awsText('cloudformation', 'delete-stack', '--stack-name', stackName(cluster));
  }

  /** The command line, out of its tarball, in a folder that has nothing else, without a network for npm. */
  async npx(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
    const npm = { ...environment(), npm_config_offline: 'true', npm_config_cache: join(this.folder, '.npm') };
    const options = { cwd: this.folder, env: { ...npm, ...env } };
    const { stdout } = await promisify(execFile)('npx', ['--yes', `./${this.file(/\.tgz$/)}`, ...args], options);
    return stdout;
  }
}
