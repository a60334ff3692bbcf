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
