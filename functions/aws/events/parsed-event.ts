import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';

/** An Auto Scaling lifecycle action that waits for an answer. */
export interface LifecycleHook {
  readonly kind: 'launch' | 'terminate';
  readonly group: string;
  readonly name: string;
  readonly instance: string;
  readonly token?: string;
}

/** A hint about the instance, and the hook that holds it until its routes are right. */
export interface HookEvent {
  readonly kind: 'hook';
  readonly hint: Hint;
  readonly hook: LifecycleHook;
}

/** What an event asks for on AWS. */
export type AwsParsedEvent = ParsedEvent | HookEvent;
