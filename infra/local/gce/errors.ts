interface ReasonDetails {
  readonly status: number;
  /** The number of google.rpc.Code that audit log entries carry. */
  readonly rpc: number;
  /** The code under `error.errors[]` of an operation that failed for this reason. */
  readonly operation: string;
}

const UNKNOWN: ReasonDetails = { status: 400, rpc: 3, operation: 'INVALID_USAGE' };

const REASONS: Readonly<Record<string, ReasonDetails>> = {
  alreadyExists: { status: 409, rpc: 6, operation: 'RESOURCE_ALREADY_EXISTS' },
  backendError: { status: 503, rpc: 14, operation: 'BACKEND_ERROR' },
  badRequest: { status: 400, rpc: 3, operation: 'BAD_REQUEST' },
  conditionNotMet: { status: 412, rpc: 9, operation: 'CONDITION_NOT_MET' },
  forbidden: { status: 403, rpc: 7, operation: 'FORBIDDEN' },
  internalError: { status: 500, rpc: 13, operation: 'INTERNAL_ERROR' },
  invalid: { status: 400, rpc: 3, operation: 'INVALID_FIELD_VALUE' },
  notFound: { status: 404, rpc: 5, operation: 'RESOURCE_NOT_FOUND' },
  quotaExceeded: { status: 403, rpc: 8, operation: 'QUOTA_EXCEEDED' },
  rateLimitExceeded: { status: 403, rpc: 8, operation: 'RATE_LIMIT_EXCEEDED' },
  required: { status: 400, rpc: 3, operation: 'REQUIRED_FIELD' },
  resourceInUseByAnotherResource: { status: 400, rpc: 9, operation: 'RESOURCE_IN_USE_BY_ANOTHER_RESOURCE' },
  resourceNotReady: { status: 400, rpc: 9, operation: 'RESOURCE_NOT_READY' },
};

const USAGE_LIMITS = new Set(['quotaExceeded', 'rateLimitExceeded']);

/** An error as Compute Engine reports it: an HTTP status, a reason and a message. */
export class ApiError extends Error {
  readonly reason: string;
  readonly status: number;

  /** @param status overrides the status that goes with the reason, as 429 for `rateLimitExceeded` */
  constructor(reason: string, message: string, status?: number) {
    super(message);
    this.reason = reason;
    this.status = status ?? detailsOf(reason).status;
  }

  get body(): object {
    const { status: code, message, reason } = this;
    const domain = USAGE_LIMITS.has(reason) ? 'usageLimits' : 'global';
    return { error: { code, message, errors: [{ message, domain, reason }] } };
  }

  /** `protoPayload.status` of the audit log entry. */
  get auditStatus(): { code: number; message: string } {
    return { code: detailsOf(this.reason).rpc, message: this.message };
  }

  /** The code of this error when it comes out of an operation. */
  get operationCode(): string {
    return detailsOf(this.reason).operation;
  }
}

function detailsOf(reason: string): ReasonDetails {
  return REASONS[reason] ?? UNKNOWN;
}

export const notFound = (path: string) => new ApiError('notFound', `The resource '${path}' was not found`);

export const alreadyExists = (path: string) => new ApiError('alreadyExists', `The resource '${path}' already exists`);

export const notReady = (path: string) => new ApiError('resourceNotReady', `The resource '${path}' is not ready`);

export const invalidField = (field: string, value: unknown, rule: string) =>
  new ApiError('invalid', `Invalid value for field '${field}': '${String(value)}'. ${rule}`);

export const required = (field: string) => new ApiError('required', `Required field '${field}' not specified`);
