import type { Claim } from '../../../reconcile/model/claim.ts';

/** The claim of user data that computes the range when the node boots. */
export const COMPUTED_CLAIM: Claim = {
  kind: 'computed',
  reason: 'its pod CIDR is computed at boot; tag the instance with pod-cidr',
};
