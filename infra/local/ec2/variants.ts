/**
 * What nobody has confirmed of the real EC2, and of the bus beside it. All are off by default, which is the likelier behaviour; the README of the local cloud
 * says what each does.
 */
const DEFAULTS = {
  blackholeKeepsInstanceId: false,
  dryRunValidates: false,
  identicalCreateRefused: false,
  localRoutesUncounted: false,
  missingRouteNotFound: false,
  pendingTargetRefused: false,
  putEventsLost: false,
  stoppedShutsDownFirst: false,
  stoppedTargetActive: false,
  stoppingTargetBlackhole: false,
};

export type Ec2Variants = Readonly<typeof DEFAULTS>;

export const EC2_VARIANTS: readonly string[] = Object.keys(DEFAULTS);

const VARIABLE = 'LOCAL_EC2_VARIANTS';

/** Those that the environment turns on: `LOCAL_EC2_VARIANTS=dryRunValidates,pendingTargetRefused`. */
export function environmentVariants(environment: Readonly<NodeJS.ProcessEnv> = process.env): Ec2Variants {
  const names = (environment[VARIABLE] ?? '').split(',').filter((name) => name !== '');
  const unknown = names.filter((name) => !EC2_VARIANTS.includes(name));
  if (unknown.length > 0) {
    throw new Error(`${VARIABLE} names ${unknown.join(', ')}; there are ${EC2_VARIANTS.join(', ')}`);
  }
  return { ...DEFAULTS, ...Object.fromEntries(names.map((name) => [name, true])) };
}
