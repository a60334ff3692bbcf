/**
 * How long one reconcile may write, in milliseconds. A request may have to wait for the one before its own, and each may wait
 * two minutes more for an operation under way: both together end before the request does (540 s).
 */
export const RUN_LIMIT = 130_000;
