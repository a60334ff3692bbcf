/** What is told of a map beside what is on it. */
export interface PageInfo {
  readonly cluster: string;
  readonly cloud: 'aws' | 'gcp';
  /** `region us-east-1`, `project my-project` */
  readonly location: string;
  /** Milliseconds since the epoch. */
  readonly generatedAt: number;
}
