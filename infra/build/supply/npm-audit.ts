import * as z from 'zod/mini';

/** What `npm audit` found. `unavailable`: the registry serves no audits. */
export type Audit =
  | { readonly status: 'no-vulnerabilities' }
  | { readonly status: 'vulnerabilities'; readonly lines: readonly string[] }
  | { readonly status: 'unavailable'; readonly reason: string };

const Advisory = z.object({ title: z.string(), url: z.string() });

const AuditReport = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ severity: z.string(), via: z.array(z.union([z.string(), Advisory])) }),
  ),
});

const RegistryError = z.object({ message: z.string() });

/** Reads what `npm audit --json` printed. Throws when that is neither a report nor an error of the registry's. */
export function readAudit(text: string): Audit {
  const content: unknown = JSON.parse(text);
  const report = AuditReport.safeParse(content);
  if (!report.success) return { status: 'unavailable', reason: RegistryError.parse(content).message };
  const lines = Object.entries(report.data.vulnerabilities).map(([name, { severity, via }]) => {
    const reasons = via.map((each) => (typeof each === 'string' ? `by ${each}` : `${each.title} ${each.url}`));
    return `${severity}: ${name}: ${reasons.join('; ')}`;
  });
  return lines.length === 0 ? { status: 'no-vulnerabilities' } : { status: 'vulnerabilities', lines };
}
