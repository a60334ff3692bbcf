import type { Caller, Mutation } from './mutation.ts';

type OperationStatus = 'PENDING' | 'RUNNING' | 'DONE';

export interface OperationError {
  /** As in `error.errors[]`: `QUOTA_EXCEEDED`. */
  readonly code: string;
  readonly message: string;
  /** `httpErrorStatusCode`; 400 when not given. */
  readonly status?: number;
}

export interface Operation {
  readonly path: string;
  readonly id: string;
  readonly scope: string;
  readonly mutation: Mutation;
  readonly caller: Caller;
  readonly insertTime: number;
  /** It never completes, however often it is polled. */
  readonly hangs: boolean;
  /** The error it will end with. */
  readonly planned: OperationError | undefined;
  status: OperationStatus;
  polls: number;
  startTime?: number;
  endTime?: number;
  error?: OperationError;
}
