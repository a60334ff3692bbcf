/** `npm run package`: builds everything and makes of it what a release consists of, in dist/release. No network, no credentials. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ROOT } from './build/bundle.ts';
import { filesIn, zip } from './build/release/archives.ts';
import { packCommandLine, readManifest } from './build/release/npm-tarball.ts';
import { packageWithOsls } from './build/release/osls-template.ts';
import { parametersToPackageWith, plainTemplate } from './build/release/template/plain-template.ts';

const DIST = join(ROOT, 'dist');
const RELEASE = join(DIST, 'release');

async function packAws(version: string): Promise<void> {
  // osls builds everything first.
  const packaged = await packageWithOsls(parametersToPackageWith());
  // As osls packs it: the handler's path is in the template.
  await writeFile(join(RELEASE, `podroutes-aws-${version}.zip`), zip(await filesIn(join(DIST, 'aws'), 'dist/aws')));
  const text = JSON.stringify(plainTemplate(packaged, version), null, 1);
  await writeFile(join(RELEASE, `podroutes-aws-${version}.template.json`), `${text}\n`);
}

/** Terraform's files are the repository's; main.tf finds the function beside it. */
async function packGcp(version: string): Promise<void> {
  const terraform = await filesIn(join(ROOT, 'infra/gcp'), '');
  const own = Object.entries(terraform).filter(
    ([path]) => /\.(tf|example)$/.test(path) && !path.includes('.terraform/'),
  );
  const files = { ...Object.fromEntries(own), ...(await filesIn(join(DIST, 'gcp'), 'function')) };
  await writeFile(join(RELEASE, `podroutes-gcp-${version}.zip`), zip(files));
}

async function writeChecksums(): Promise<void> {
  const names = (await readdir(RELEASE)).toSorted();
  const lines = names.map(async (name) => {
    const hash = createHash('sha256').update(await readFile(join(RELEASE, name)));
    return `${hash.digest('hex')}  ${name}\n`;
  });
  await writeFile(join(RELEASE, 'SHA256SUMS'), (await Promise.all(lines)).join(''));
}

const { version } = await readManifest();
await rm(RELEASE, { recursive: true, force: true });
await mkdir(RELEASE, { recursive: true });
await packAws(version);
await packGcp(version);
await packCommandLine(join(DIST, 'cli'), RELEASE);
for (const part of ['aws', 'gcp', 'cli']) {
  await copyFile(join(DIST, 'sbom', `${part}.cdx.json`), join(RELEASE, `podroutes-${part}-${version}.cdx.json`));
}
await writeChecksums();
for (const name of await readdir(RELEASE)) {
  const { length } = await readFile(join(RELEASE, name));
  console.log(`${relative(process.cwd(), join(RELEASE, name))}  ${Math.round(length / 1000)} kB`);
}
