/** Behaviours of Compute Engine that nobody has confirmed on a real project, each with what it may be instead. */
export interface GceVariants {
  /** A list over all zones, while one cannot be reached, shows the others: to who asks for partial success, or to everybody. */
  readonly partialSuccess: 'on-request' | 'always';
  /**
   * Changes of one network's routes go on at once, or one at a time: the others are refused with a 400, or their operations
   * fail (terraform-provider-google#6361).
   */
  readonly networkOperations: 'concurrent' | 'refused' | 'failed';
  /** A name that is taken and a quota that is used up are told to the request, or by its operation. */
  readonly routeErrors: 'request' | 'operation';
  /** A route to an address outside the network's subnets. */
  readonly nextHopOutsideSubnets: 'refused' | 'taken';
  /** A route with network, range, priority and tags of another that leads elsewhere (ECMP). */
  readonly equalRoutes: 'taken' | 'refused';
  /** A route to the address of an instance that is stopped says that nothing runs there, or nothing. */
  readonly stoppedNextHop: 'warned' | 'silent';
}

/** What is the likelier. */
const LIKELIER: GceVariants = {
  partialSuccess: 'on-request',
  networkOperations: 'concurrent',
  routeErrors: 'request',
  nextHopOutsideSubnets: 'refused',
  equalRoutes: 'taken',
  stoppedNextHop: 'warned',
};

let assumed = LIKELIER;

/** What servers that start from now on do unless their options say otherwise. */
export function assumeGceVariants(variants: Partial<GceVariants>): void {
  assumed = { ...LIKELIER, ...variants };
}

export const gceVariants = (chosen: Partial<GceVariants> = {}): GceVariants => ({ ...assumed, ...chosen });
