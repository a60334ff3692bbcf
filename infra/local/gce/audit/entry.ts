/** A Cloud Audit Logs entry: LogEntryData as Eventarc and log sinks deliver it. */
export interface AuditEntry {
  readonly protoPayload: {
    readonly '@type': 'type.googleapis.com/google.cloud.audit.AuditLog';
    readonly status?: { readonly code?: number; readonly message: string };
    readonly authenticationInfo: { readonly principalEmail: string };
    readonly requestMetadata: { readonly callerSuppliedUserAgent?: string };
    readonly serviceName: 'compute.googleapis.com';
    readonly methodName: string;
    readonly resourceName: string;
    readonly request: { readonly '@type': string };
  };
  readonly insertId: string;
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly operation: {
    readonly id: string;
    readonly producer: 'compute.googleapis.com';
    readonly first?: true;
    readonly last?: true;
  };
  readonly timestamp: string;
  readonly receiveTimestamp: string;
  readonly severity: 'NOTICE' | 'INFO' | 'ERROR';
  readonly logName: string;
}
