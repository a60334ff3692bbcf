import * as z from 'zod/mini';
import { runCli } from '../../../../support/cli/run-cli.ts';
import { expectSchema } from '../../../../support/schemas.ts';
import type { DoctorFixture } from '../../doctor/support/fixtures.ts';

const Hop = z.object({ way: z.string(), kind: z.string(), status: z.string(), subject: z.string(), what: z.string() });

const Explanation = z.object({
  verdict: z.string(),
  destinations: z.array(z.object({ cidr: z.optional(z.string()), label: z.string() })),
  paths: z.array(
    z.object({
      verdict: z.string(),
      source: z.object({ label: z.string() }),
      hops: z.array(Hop),
      culprit: z.optional(z.number()),
      mend: z.optional(z.object({ finding: z.optional(z.string()), commands: z.array(z.string()) })),
    }),
  ),
});

export interface ExplainRun extends z.infer<typeof Explanation> {
  readonly code: number;
}

/** What `podroutes explain` says, which is what the schema says. */
export async function runExplain({ env }: DoctorFixture, ...words: readonly string[]): Promise<ExplainRun> {
  const { code, stdout, stderr } = await runCli(['explain', ...words, '--output', 'json'], { env });
  if (stdout === '') throw new Error(`explain ended with ${code}: ${stderr}`);
  const told: unknown = JSON.parse(stdout);
  await expectSchema('explain', told);
  return { code, ...Explanation.parse(told) };
}

/** Types the commands of the first path that is told of. */
export async function followAdvice({ applyRemediation }: DoctorFixture, { paths }: ExplainRun): Promise<void> {
  const mend = paths.flatMap(({ mend }) => mend?.commands ?? []).join('\n');
  const [id, severity, area, subject, what, why] = ['', '', '', '', '', ''];
  await applyRemediation({ id, severity, area, subject, what, why, mend });
}

/** The kind of the hop at which a path ends, and what the doctor calls what is wrong there. */
export function endOf({ paths }: ExplainRun): {
  readonly kind: string | undefined;
  readonly finding: string | undefined;
} {
  const [path] = paths;
  return { kind: path?.hops[path.culprit ?? -1]?.kind, finding: path?.mend?.finding };
}

/** The hop at which the first path ends. */
export const culpritIn = ({ paths: [path] }: ExplainRun): z.infer<typeof Hop> | undefined =>
  path?.hops[path.culprit ?? -1];
