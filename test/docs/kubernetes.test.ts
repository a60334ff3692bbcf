import { execFileSync } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  PUBLISHER_INSTANCE_PERMISSIONS,
  PUBLISHER_NETWORK_PERMISSIONS,
} from '../../shared/gcp/publisher-permissions.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGE = new URL('docs/kubernetes.md', ROOT);
const text = await readFile(PAGE, 'utf8');

const blocksOf = (language: string) =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^ *\`\`\``, 'gm'))].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );

/** What a role made by gcloud may do. */
const permissionsOf = (role: string) =>
  new RegExp(`roles create ${role} [^]*?--permissions[ \\\\\\n]+(\\S+)`).exec(text)?.[1]?.split(',').toSorted();

describe('docs/kubernetes.md', () => {
  it('gives the roles on GCP what a publisher may do, and nothing else', () => {
    expect(permissionsOf('podroutesPublisher')).toEqual([...PUBLISHER_INSTANCE_PERMISSIONS].toSorted());
    expect(permissionsOf('podroutesPublisherNetwork')).toEqual([...PUBLISHER_NETWORK_PERMISSIONS].toSorted());
  });

  it('trusts the account of the manifests', async () => {
    const Trust = z.object({
      Statement: z.tuple([z.object({ Condition: z.object({ StringEquals: z.record(z.string(), z.string()) }) })]),
    });
    const [statement] = Trust.parse(JSON.parse(blocksOf('json')[0] ?? '')).Statement;
    const account = await readFile(new URL('infra/kubernetes/base/account.yaml', ROOT), 'utf8');
    const [, name, namespace] = /subjects:\n.*\n +name: (.*)\n +namespace: (.*)\n/.exec(account) ?? [];
    const subject = `system:serviceaccount:${namespace}:${name}`;
    expect(statement.Condition.StringEquals).toEqual({ 'ISSUER:aud': 'sts.amazonaws.com', 'ISSUER:sub': subject });
    expect(text).toContain(`/subject/${subject}"`);
  });

  it('lists the folders that there are', async () => {
    const folders = new Set(text.match(/(?<=^\| `)[a-z/-]+|(?<=^\| `aws`, `)gcp/gm));
    const there = await readdir(new URL('infra/kubernetes', ROOT), { withFileTypes: true });
    const components = await readdir(new URL('infra/kubernetes/components', ROOT));
    const names = there.filter((each) => each.isDirectory() && each.name !== 'components').map(({ name }) => name);
    expect(folders).toEqual(new Set([...names, ...components.map((name) => `components/${name}`)]));
  });

  it('links to what is there', async () => {
    const links = [...text.matchAll(/\]\((?!https:|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) await access(new URL(link, PAGE));
  });

  it('has commands that a shell can read', () => {
    const blocks = blocksOf('sh');
    expect(blocks).toHaveLength(6);
    for (const block of blocks) execFileSync('sh', ['-n'], { input: block });
  });
});
