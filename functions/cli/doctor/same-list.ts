import { listOf } from '../../../shared/reconcile/settings.ts';

/** Whether two comma-separated settings name the same items, in whatever order. */
export function sameList(one: string | undefined, other: string | undefined): boolean {
  const items = (text = '') => listOf(text).toSorted().join();
  return items(one) === items(other);
}
