export type LogLevel = 'info' | 'warn' | 'error';

/** One entry of a function's log. */
export interface LogEvent {
  /** The same each time that it is read. */
  readonly id: string;
  /** When it was written: milliseconds. */
  readonly time: number;
  /** JSON where the function wrote it, otherwise what its platform says. */
  readonly line: string;
  readonly level: LogLevel;
  /** Whether it says nothing to people: that an invocation began or went well, and metrics. */
  readonly isRoutine: boolean;
}

/** Where a deployed function logs. */
export interface LogSource {
  /** For people. */
  readonly name: string;
  /** What was written since a time, oldest first, a page a call. Throws CloudError, and SettingsError where there is no log. */
  readonly pagesSince: (since: number) => AsyncIterable<readonly LogEvent[]>;
}

interface Paging {
  /** Waits between two pages. */
  readonly pause: () => Promise<unknown>;
  /** A token that comes twice would loop for ever: makes the error to throw. */
  readonly circular: () => Error;
}

/** The pages of a list, each read when it is asked for. */
export async function* pagesOf<Page>(
  read: (token: string | undefined) => Promise<Page>,
  nextOf: (page: Page) => string | undefined,
  { pause, circular }: Paging,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let page = await read(undefined);
  yield page;
  for (let token = nextOf(page); token !== undefined; token = nextOf(page)) {
    if (seen.has(token)) throw circular();
    seen.add(token);
    await pause();
    page = await read(token);
    yield page;
  }
}
