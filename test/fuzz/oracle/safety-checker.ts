import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { UnfinishedError } from '../../../shared/reconcile/report/unfinished.ts';

/** Stands in all user data, metadata and environments here, and may never stand in anything that is written. */
export const SECRET = 'hunter2-canary';

/** In how many milliseconds of this process's time one input must be dealt with. */
const MAX_CPU_MILLISECONDS = 2000;

/** What no input may change. */
const SHARED_PROTOTYPES = [Object, Array, String, Number, Function, Map, Set, RegExp, Promise, Error, Date].map(
  ({ name, prototype }) => ({ name, prototype }),
);

const snapshotPrototypes = () =>
  SHARED_PROTOTYPES.map(({ prototype }) =>
    Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)]),
  );

function assertPrototypesUnchanged(before: ReturnType<typeof snapshotPrototypes>): void {
  for (const [i, keys] of snapshotPrototypes().entries()) {
    const known = before[i] ?? [];
    const isSame = (at: number) => {
      const [key, now] = keys[at] ?? [];
      const [was, then] = known[at] ?? [];
      return key === was && typeof now === 'object' && typeof then === 'object' && now.value === then.value;
    };
    if (keys.length !== known.length || !keys.every((_, at) => isSame(at))) {
      throw new Error(`prototype pollution: ${SHARED_PROTOTYPES[i]?.name} has changed`);
    }
  }
}

/** Whether the error is one that the functions' callers and platforms are told of on purpose. */
function isExpectedError(error: unknown): boolean {
  if (error instanceof CloudError || error instanceof SettingsError || error instanceof UnfinishedError) return true;
  // A person's payload is refused to its sender.
  return error instanceof Error && error.message.startsWith('not {"action":');
}

/** Throws when the secret stands in `texts`, as it is or packed. */
export function assertNoSecret(texts: Iterable<string>): void {
  const base64 = Buffer.from(SECRET).toString('base64').slice(0, 16);
  for (const text of texts) {
    const at = Math.max(text.indexOf(SECRET), text.indexOf(base64));
    if (at >= 0) throw new Error(`a secret was written: ${JSON.stringify(text.slice(Math.max(0, at - 200), at + 40))}`);
  }
}

/** Deals with inputs and holds each to what must be true of all: the errors are meant, prototypes stay, time is bounded. */
export class SafetyChecker {
  readonly #before = snapshotPrototypes();
  /** What was rejected with nobody listening; emptied by whoever looks. */
  readonly #unhandled: unknown[] = [];
  readonly #onUnhandled = (error: unknown) => void this.#unhandled.push(error);
  /** How many inputs ended in a meant error. */
  refused = 0;
  /** The most milliseconds of processor time that one input took. */
  longest = 0;

  constructor() {
    process.on('unhandledRejection', this.#onUnhandled);
  }

  async check(work: () => Promise<void>): Promise<void> {
    const started = process.cpuUsage();
    try {
      await work();
    } catch (error) {
      if (!isExpectedError(error)) throw error;
      assertNoSecret([error instanceof Error ? error.message : '']);
      this.refused += 1;
    }
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1000;
    this.longest = Math.max(this.longest, took);
    if (took > MAX_CPU_MILLISECONDS) throw new Error(`one input took ${Math.round(took)} ms`);
    assertPrototypesUnchanged(this.#before);
    const [unhandled] = this.#unhandled.splice(0);
    if (unhandled !== undefined) throw new Error('a rejection that nobody handled', { cause: unhandled });
  }

  close(): void {
    process.off('unhandledRejection', this.#onUnhandled);
  }
}
