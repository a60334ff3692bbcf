/** Of a stack's name, CloudFormation leaves at least so much in the names of its queues. */
export const MIN_NAME_PREFIX = 40;

/** Physical names begin with the stack's, shortened where it is long, and end with characters that CloudFormation made up. */
export function isQueueOf(stack: string, logicalId: string, name: string): boolean {
  const at = name.lastIndexOf(`-${logicalId}-`);
  const [start, end] = [name.slice(0, Math.max(0, at)), name.slice(at + logicalId.length + 2)];
  if (!/^\w+$/.test(end)) return false;
  return start !== '' && stack.startsWith(start) && (start === stack || start.length >= MIN_NAME_PREFIX);
}

/** The kinds of events that a rule is for. */
export function detailTypesOf(pattern: string | undefined): string[] {
  try {
    const parsed: unknown = JSON.parse(pattern ?? '{}');
    if (typeof parsed !== 'object' || parsed === null || !('detail-type' in parsed)) return [];
    const types: unknown = parsed['detail-type'];
    return Array.isArray(types) ? types.filter((each) => typeof each === 'string') : [];
  } catch {
    // Somebody else's rule on our queue: it is none of ours, whatever it says.
    return [];
  }
}

/** The queue that gets what is given up, by a redrive policy. */
export function deadLetterArnIn(policy: string | undefined): string | undefined {
  const parsed: unknown = JSON.parse(policy ?? '{}');
  if (typeof parsed !== 'object' || parsed === null || !('deadLetterTargetArn' in parsed)) return undefined;
  return typeof parsed.deadLetterTargetArn === 'string' ? parsed.deadLetterTargetArn : undefined;
}
