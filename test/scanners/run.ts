/** `npm run test:scanners`: what scanners of other people find in the packaged template, in the function's policy, and in the publisher's manifests and image. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageWith } from '../infra/aws/package-template.ts';
import { policiesIn } from '../infra/aws/policy/simulate.ts';
import { orSkip } from '../support/or-skip.ts';
import { prepareVenv } from '../support/python/venv.ts';
import { ACCEPTED_FINDINGS } from './accepted-findings.ts';
import { findingsOf } from './scanners.ts';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

const KUBERNETES = fileURLToPath(new URL('../../infra/kubernetes', import.meta.url));
const MANIFESTS = ['base/namespace.yaml', 'base/account.yaml', 'deployment/deployment.yaml', 'cron-job/cron-job.yaml'];

async function scan(venv: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-scanners-'));
  try {
    const packaged = await packageWith({ 'write-pod-cidr-tag': 'true', allocate: 'true' });
    const subject = {
      template: join(folder, 'template.json'),
      policy: join(folder, 'policy.json'),
      manifests: MANIFESTS.map((name) => join(KUBERNETES, name)),
      dockerfile: join(KUBERNETES, 'Dockerfile'),
    };
    await writeFile(subject.template, JSON.stringify(packaged));
    await writeFile(subject.policy, JSON.stringify(policiesIn(packaged)[0]?.policy));
    return await findingsOf(venv, subject);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main(): Promise<number> {
  const found = await scan(prepareVenv('podroutes-scanners', REQUIREMENTS));
  const news = found.filter((line) => !(line in ACCEPTED_FINDINGS));
  const gone = Object.keys(ACCEPTED_FINDINGS).filter((line) => !found.includes(line));
  for (const line of news) process.stdout.write(`found, and not accepted in accepted-findings.ts: ${line}\n`);
  for (const line of gone) process.stdout.write(`accepted, and not found any more: ${line}\n`);
  process.stdout.write(`${found.length} findings, ${news.length} of them new\n`);
  return news.length + gone.length === 0 ? 0 : 1;
}

process.exitCode = await orSkip('the scanners', main);
