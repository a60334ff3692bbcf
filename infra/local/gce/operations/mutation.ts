/**
 * A change that takes its time: what happens when the request is accepted (`begin`), while it is carried out
 * (`run`) and when it is done (`finish`), or undoes what `begin` did (`fail`).
 */
export interface Mutation {
  /** As in the call log and the method name: `routes.insert`. */
  readonly action: string;
  readonly target: string;
  readonly targetId: string;
  /** The resources nobody else may change meanwhile; the target when not given. */
  readonly locks?: readonly string[];
  /** The network whose routes it changes. */
  readonly network?: string;
  readonly begin?: () => void;
  readonly run?: () => void;
  readonly finish: () => void;
  readonly fail?: () => void;
  /** The scope of the operation where it is not that of the target. */
  readonly scope?: string;
  /** The resource of the audit log entries where it is not the target. */
  readonly auditedAs?: AuditedResource;
}

export interface AuditedResource {
  readonly resourceName: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Caller {
  readonly user: string;
  readonly userAgent: string;
  /** The version in the URL of the request, which is the first part of the audit log's method name. */
  readonly apiVersion?: string | undefined;
  readonly requestId?: string | undefined;
}
