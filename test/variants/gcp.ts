interface GceVariant {
  /** As `LOCAL_GCE_VARIANTS` takes it. */
  readonly variant: string;
  /** Tests that count the calls, of which there are more then. */
  readonly counting?: readonly string[];
  /** Files whose subject there is not then. */
  readonly without?: readonly string[];
}

/** A write that is refused is one call more; crashes are placed by the number of calls. */
const WRITES = {
  counting: ['both entries together, twice: one write'],
  without: ['test/histories/gcp/crashes.test.ts'],
};

/** Each unconfirmed behaviour of Compute Engine, turned round. */
export const GCE_VARIANTS: readonly GceVariant[] = [
  { variant: 'partialSuccess=always' },
  {
    variant: 'partialSuccess=unknown',
    counting: [
      'ask for some fields only, and a refusal of that costs size and nothing else',
      'an insert that the listing does not show yet is looked at again and then retried by Eventarc',
      'cost one look and no write',
    ],
  },
  { variant: 'networkOperations=refused', ...WRITES },
  { variant: 'networkOperations=failed', ...WRITES },
  { variant: 'routeErrors=operation' },
  { variant: 'nextHopOutsideSubnets=taken' },
  // Adopting puts a route beside another; its suite says that it changes nothing then.
  { variant: 'equalRoutes=refused', without: ['test/functions/cli/adopt.test.ts'] },
  { variant: 'stoppedNextHop=silent' },
];

/** What has to pass under each of them: the function on GCP, the command line, and a crash at every step. */
export const GCP_TESTS: readonly string[] = [
  'test/functions/gcp/routes',
  'test/functions/cli/adopt.test.ts',
  'test/functions/cli/foreign-routes.test.ts',
  'test/functions/cli/listing.test.ts',
  'test/functions/cli/plan-and-resync.test.ts',
  'test/functions/cli/doctor/gcp.test.ts',
  'test/histories/gcp/crashes.test.ts',
];
