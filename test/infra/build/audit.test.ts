import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface AuditResult {
  readonly code: number;
  readonly text: string;
}

/** Runs the audit against a registry on loopback that answers advisories with `status` and `advisories`, and knows no package. */
async function auditWith(status: number, advisories: object): Promise<AuditResult> {
  const server = createServer((request, response) => {
    const isAsked = request.url?.endsWith('/security/advisories/bulk') ?? false;
    response.writeHead(isAsked ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isAsked ? advisories : {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const args = ['infra/audit.ts', `--registry=http://127.0.0.1:${port}/`, '--fetch-retries=0'];
  const ended = await new Promise<AuditResult>((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
    );
  });
  server.close();
  server.closeAllConnections();
  return ended;
}

describe('the audit, by npm itself', { timeout: 60_000 }, () => {
  it('passes when nothing is known', async () => {
    expect(await auditWith(200, {})).toEqual({ code: 0, text: 'No known vulnerability in what is deployed.\n' });
  });

  it('fails when a package that is deployed is vulnerable, and says which and why', async () => {
    const advisory = { id: 1, url: 'https://example.com/1', title: 'bad', severity: 'high', vulnerable_versions: '*' };
    const { code, text } = await auditWith(200, { zod: [advisory] });
    expect(code).toBe(1);
    expect(text).toContain('high: zod: bad https://example.com/1');
  });

  it('skips, and says so, when the registry answers none', async () => {
    const { code, text } = await auditWith(405, {});
    expect(code).toBe(0);
    expect(text).toMatch(/SKIPPED: the registry does not answer audits[^]*405/);
  });
});
