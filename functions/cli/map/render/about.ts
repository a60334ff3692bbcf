/** What is told of a map beside what is on it. */
export interface About {
  readonly cluster: string;
  readonly cloud: 'aws' | 'gcp';
  /** `region us-east-1`, `project my-project` */
  readonly place: string;
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
}
