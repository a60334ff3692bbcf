/** Each unconfirmed behaviour of Compute Engine, turned round, as `LOCAL_GCE_VARIANTS` takes it. */
export const GCE_VARIANTS: readonly string[] = [
  'partialSuccess=always',
  'partialSuccess=unknown',
  'networkOperations=refused',
  'networkOperations=failed',
  'routeErrors=operation',
  'nextHopOutsideSubnets=taken',
  'equalRoutes=refused',
  'stoppedNextHop=silent',
];

/** What has to pass under each of them: the function on GCP, the command line, the histories and the crashes. */
export const GCP_TESTS: readonly string[] = [
  'test/functions/gcp/routes',
  'test/functions/cli/adopt.test.ts',
  'test/functions/cli/foreign-routes.test.ts',
  'test/functions/cli/listing.test.ts',
  'test/functions/cli/plan-and-resync.test.ts',
  'test/functions/cli/doctor/gcp.test.ts',
  'test/histories/gcp/crashes.test.ts',
];
