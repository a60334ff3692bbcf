import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';

/** An Auto Scaling lifecycle action that waits to be completed. */
export interface LifecycleHook {
  readonly kind: 'launch' | 'terminate';
  readonly group: string;
  readonly name: string;
  readonly instance: string;
  readonly token?: string | undefined;
}

/** A hint about an instance, and the hook that delays its launch or termination. */
export interface HookEvent {
  readonly kind: 'hook';
  readonly hint: Hint;
  readonly hook: LifecycleHook;
}

export type AwsParsedEvent = ParsedEvent | HookEvent;
