import { LogEntries } from './log-entries.ts';

/** A Cloud Run function as both of its APIs show it. */
export interface CloudFunction {
  /** `projects/P/locations/R/functions/F`. */
  readonly path: string;
  readonly serviceAccount: string;
  /** Where it takes calls. */
  readonly uri: string;
  readonly environment: Readonly<Record<string, string>>;
  /** In a project that nobody plays with, this is the same in every run. */
  updateTime?: string;
  state: 'ACTIVE' | 'FAILED' | 'DEPLOYING';
}

export interface Trigger {
  readonly path: string;
  readonly serviceAccount: string;
  readonly filters: Readonly<Record<string, string>>;
  /** Name of the Cloud Run service that it calls. */
  readonly service: string;
  readonly region: string;
  readonly topic: string;
  readonly subscription: string;
}

export interface Job {
  readonly path: string;
  readonly serviceAccount: string;
  readonly uri: string;
  lastAttemptTime?: string;
  state: 'ENABLED' | 'PAUSED' | 'DISABLED';
  /** The error of the last run; undefined when it succeeded. */
  failure?: { readonly code: number; readonly message: string };
}

export interface Sink {
  readonly path: string;
  readonly destination: string;
  disabled: boolean;
}

export interface Subscription {
  readonly path: string;
  readonly topic: string;
  deadLetterTopic?: string;
  /** Bodies of the waiting messages. */
  readonly messages: { readonly count: () => number; readonly take: () => string[] };
}

export interface Binding {
  readonly role: string;
  readonly members: readonly string[];
}

/** What a project has beside Compute Engine, by path. */
export class GcpServices {
  readonly unreachable = new Set<string>();
  readonly functions = new Map<string, CloudFunction>();
  readonly triggers = new Map<string, Trigger>();
  readonly jobs = new Map<string, Job>();
  /** Hear of each run of a job that somebody asks for. */
  readonly jobListeners = new Set<(job: Job) => void>();
  readonly sinks = new Map<string, Sink>();
  readonly subscriptions = new Map<string, Subscription>();
  readonly logEntries = new LogEntries();
  readonly roles = new Map<string, readonly string[]>();
  /** Who may do what on a project or a Cloud Run service. */
  readonly policies = new Map<string, readonly Binding[]>();
}
