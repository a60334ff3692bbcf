/** What an event says of an instance. Only `ended` is believed over the API; the rest means "look here". */
export interface Hint {
  readonly instanceId: string;
  readonly state: 'booting' | 'running' | 'stopped' | 'deleted' | 'unknown';
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
}
