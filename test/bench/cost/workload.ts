/** What is assumed of a fleet and of the clouds where nothing says it; each figure on paper rests on these. */
export const ASSUMPTIONS = {
  daysInMonth: 30,
  /** Every node is replaced once in so many days. */
  replacedEvery: 7,
  /**
   * "Every few hours" Lambda gives a function a fresh process, even one that is called all the time:
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  freshProcessesADay: 6,
  /** Seconds of one API call, as long as the function waits for it, and of a run beside its calls. */
  secondsPerCall: 0.1,
  secondsPerRun: 0.1,
  /** Seconds until an operation on a route is done on GCP; the function waits for it. */
  secondsPerOperation: 5,
  /** Bytes of log for each run, the platform's own lines included. */
  logBytesPerRun: 2000,
  /** Lambda's pollers of a queue with a maximum concurrency, each asking every 20 seconds: services-sqs-scaling.html. */
  pollers: 5,
  secondsPerPoll: 20,
  /** Bytes of an audit log entry on its way through Pub/Sub, in and out. */
  bytesPerEvent: 2 * 2500,
  imageGb: 0.3,
  /** aws-cloud-controller-manager's chart asks for 200m, and runs on every control plane node, of which the lab has three. */
  controllerVcpus: 0.2,
  controlPlaneNodes: 3,
} as const;

const MINUTES_A_DAY = 24 * 60;

export const resyncsPerDay = (minutesBetween: number): number => MINUTES_A_DAY / minutesBetween;

export const replacementsPerDay = (nodes: number): number => nodes / ASSUMPTIONS.replacedEvery;
