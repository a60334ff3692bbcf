import pLimit from 'p-limit';
import { CloudError, isRetryable } from '../cloud/cloud-error.ts';
import { joinAll } from '../cloud/join-all.ts';
import type { Statement } from '../model/statement.ts';
import type { PublicationStep } from './plan-publication.ts';
import type { PublicationCloud } from './publication-cloud.ts';

/** So many are read again at once, right before they are written: EC2 lets ten of them through in a second. */
const WRITTEN_TOGETHER = 25;

/** `changed`: somebody has stated something there meanwhile, so the next look decides. `interrupted`: there was no time left. */
export type PublicationResult =
  | { readonly status: 'done' | 'changed' | 'interrupted'; readonly step: PublicationStep }
  | { readonly status: 'failed'; readonly step: PublicationStep; readonly error: string; readonly retryable: boolean };

interface PublishOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: (result: PublicationResult) => void;
}

const sameStatement = (a: Statement, b: Statement | undefined) => a.text === b?.text && a.published === b?.published;

async function publishOne(
  cloud: PublicationCloud,
  step: PublicationStep,
  seen: ReadonlyMap<string, Statement> | undefined,
  signal: AbortSignal | undefined,
): Promise<PublicationResult> {
  const { decision, ranges } = step;
  if (decision.kind !== 'write') return { status: 'changed', step };
  const { instance } = decision;
  if (seen !== undefined && !sameStatement(instance.statement, seen.get(instance.id)))
    return { status: 'changed', step };
  try {
    await cloud.publish(instance, ranges, { signal });
    return { status: 'done', step };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.kind === 'already-exists') return { status: 'changed', step };
    if (error.kind === 'interrupted') return { status: 'interrupted', step };
    return { status: 'failed', step, error: error.message, retryable: isRetryable(error) };
  }
}

/** Carries out what a plan writes. One failure does not stop the rest. Throws a CloudError when nothing can be read any more. */
export async function publish(
  cloud: PublicationCloud,
  steps: readonly PublicationStep[],
  { signal, onResult }: PublishOptions = {},
): Promise<PublicationResult[]> {
  const limit = pLimit(WRITTEN_TOGETHER);
  const results: PublicationResult[] = [];
  for (let at = 0; at < steps.length; at += WRITTEN_TOGETHER) {
    const together = steps.slice(at, at + WRITTEN_TOGETHER);
    const ids = together.flatMap(({ decision }) => ('instance' in decision ? [decision.instance.id] : []));
    const seen = signal?.aborted === true ? undefined : await cloud.readStatements?.(ids, signal);
    const written = together.map((step) => limit(() => publishOne(cloud, step, seen, signal)));
    for (const result of await joinAll(written)) {
      onResult?.(result);
      results.push(result);
    }
  }
  return results;
}
