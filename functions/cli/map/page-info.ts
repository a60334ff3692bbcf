/** What the page says beside the model. */
export interface PageInfo {
  readonly cluster: string;
  readonly cloud: 'aws' | 'gcp';
  /** `region us-east-1`, `project my-project` */
  readonly location: string;
  /** Milliseconds since the epoch. */
  readonly generatedAt: number;
  /** The last line of `podroutes plan` on the same network. */
  readonly plan: string;
  /** The command that looks at what the map does not. */
  readonly doctor: string;
}
