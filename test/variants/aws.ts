import type { Ec2Variants } from '../../infra/local/aws.ts';

const ROUTES = 'test/functions/aws/routes/*.test.ts';
const HOOKS = 'test/functions/aws/hooks/*.test.ts';
const HISTORIES = 'test/histories/{known,histories}.test.ts';
const RESYNC = 'test/functions/cli/{adopt,fail-on,foreign-routes,plan-and-resync}.test.ts';
const LISTING = 'test/functions/cli/listing.test.ts';
const DOCTOR = 'test/functions/cli/doctor/{advice,aws,page,unchecked}.test.ts';

/** Whatever depends on how EC2 behaves. */
const ALL = [
  'test/functions/aws/{events,hooks,load,routes,telemetry}/*.test.ts',
  'test/functions/cli/*.test.ts',
  'test/functions/cli/{doctor,render}/*.test.ts',
  HISTORIES,
  'test/shared/aws/*.test.ts',
];

/** Nothing of them depends on it: EC2 does not answer, or Compute Engine does. */
const EXCEPT = ['test/functions/aws/load/silent-services.test.ts', 'test/functions/cli/doctor/gcp.test.ts'];

/** What a variant may make fail when it is turned alone. All together are tried with everything. */
const BY_VARIANT: Readonly<Record<keyof Ec2Variants, readonly string[]>> = {
  blackholeKeepsInstanceId: [ROUTES, HOOKS, LISTING, DOCTOR],
  dryRunValidates: [DOCTOR],
  identicalCreateRefused: [ROUTES, HOOKS, HISTORIES, RESYNC],
  localRoutesUncounted: [ROUTES, RESYNC, DOCTOR, 'test/functions/aws/telemetry/metrics.test.ts'],
  missingRouteNotFound: [ROUTES, HISTORIES, RESYNC],
  pendingTargetRefused: [ROUTES, HOOKS, HISTORIES, 'test/functions/aws/load/{burst,rate-limits}.test.ts'],
  putEventsLost: ['test/functions/aws/telemetry/*.test.ts'],
  stoppedShutsDownFirst: [ROUTES, HOOKS, HISTORIES],
  stoppedTargetActive: [ROUTES, HOOKS, HISTORIES, LISTING, DOCTOR],
  stoppingTargetBlackhole: [ROUTES, HOOKS, HISTORIES, LISTING, DOCTOR],
};

interface VariantRun {
  readonly name: string;
  readonly include: string[];
  readonly exclude: string[];
  readonly env: Readonly<Record<string, string>>;
}

const runOf = (name: string, include: readonly string[], variants = name): VariantRun => ({
  name: `aws variant ${name}`,
  include: [...include],
  exclude: EXCEPT,
  env: { LOCAL_EC2_VARIANTS: variants },
});

/** One run with all variants turned round, and one with each alone. */
export const AWS_VARIANT_RUNS: readonly VariantRun[] = [
  runOf('all', ALL, Object.keys(BY_VARIANT).join(',')),
  ...Object.entries(BY_VARIANT).map(([name, include]) => runOf(name, include)),
];
