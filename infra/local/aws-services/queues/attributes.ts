import { ServiceError } from '../wire.ts';
import { parsePolicy } from './policy.ts';

/** Least, most and default of each that is a number. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const NUMBERS = new Map<string, readonly [number, number, number]>([
  ['DelaySeconds', [0, 900, 0]],
  ['MaximumMessageSize', [1024, 1_048_576, 1_048_576]],
  ['MessageRetentionPeriod', [60, 1_209_600, 345_600]],
  ['ReceiveMessageWaitTimeSeconds', [0, 20, 0]],
  ['VisibilityTimeout', [0, 43_200, 30]],
]);

const DEFAULTS = {
  ...Object.fromEntries([...NUMBERS].map(([name, [, , fallback]]) => [name, `${fallback}`])),
  SqsManagedSseEnabled: 'true',
};

function isValid(name: string, value: string): boolean {
  const range = NUMBERS.get(name);
  if (range !== undefined) return /^\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1];
  if (name === 'SqsManagedSseEnabled') return value === 'true' || value === 'false';
  if (name === 'Policy') return parsePolicy(value) !== undefined;
  throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
}

/** The attributes of a new queue: those that are given, and the defaults. */
export function queueAttributes(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(given)) {
    if (!isValid(name, value)) {
      throw new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
  }
  return { ...DEFAULTS, ...given };
}
