import { environmentVariants } from '../../../infra/local/aws.ts';

/**
 * How the local EC2 behaves in this run. `npm run test:variants` turns what nobody has confirmed of the real one; few tests expect
 * something else then, and those ask here.
 */
export const EC2_VARIANTS = environmentVariants();

/** What the local route of a VPC takes of a table's quota. */
export const COUNTED_LOCAL_ROUTES = EC2_VARIANTS.localRoutesUncounted ? 0 : 1;

const UNJUDGED =
  /^its dry run was answered with (?:InvalidParameterValue|InvalidRoute\.NotFound|RouteAlreadyExists), which does not tell$/;

/** What the doctor had no answer to, but for the dry runs that are refused where requests are validated first. */
export function withoutDryRunDoubts<Unchecked extends { readonly why: string }>(unchecked: readonly Unchecked[]) {
  return EC2_VARIANTS.dryRunValidates ? unchecked.filter(({ why }) => !UNJUDGED.test(why)) : [...unchecked];
}
