import { z } from 'zod';

/** Behaviours of Compute Engine that nobody has confirmed on a real project, each with what it may be; first, what is the likelier. */
const Variants = z.strictObject({
  /**
   * A list over all zones, while one cannot be reached, shows the others: to who asks for partial success, or to everybody, or
   * to everybody but who asks: the parameter is refused as an unknown one.
   */
  partialSuccess: z.enum(['on-request', 'always', 'unknown']).default('on-request'),
  /**
   * Changes of one network's routes go on at once, or one at a time: meanwhile the others are refused with a 400, or their
   * operations fail (terraform-provider-google#6361).
   */
  networkOperations: z.enum(['concurrent', 'refused', 'failed']).default('concurrent'),
  /** A name that is taken and a quota that is used up refuse the request, or make its operation fail. */
  routeErrors: z.enum(['request', 'operation']).default('request'),
  /** A route to an address outside the network's subnets. */
  nextHopOutsideSubnets: z.enum(['refused', 'taken']).default('refused'),
  /** A route with the range, priority and tags of another one of its network (ECMP). */
  equalRoutes: z.enum(['taken', 'refused']).default('taken'),
  /** A route to the address of an instance that is stopped carries a warning, or none. */
  stoppedNextHop: z.enum(['warned', 'silent']).default('warned'),
});

export type GceVariants = z.infer<typeof Variants>;

let assumed: Partial<GceVariants> = {};

/** As the environment names them: `networkOperations=refused,equalRoutes=refused`. */
export function parseGceVariants(text: string): GceVariants {
  const pairs = text.split(',').map((pair) => pair.split('='));
  return Variants.parse(Object.fromEntries(pairs));
}

/** What servers that start from now on do where their options say nothing else. */
export function assumeGceVariants(text: string): void {
  assumed = parseGceVariants(text);
}

export const gceVariants = (chosen: Partial<GceVariants> = {}): GceVariants =>
  Variants.parse({ ...assumed, ...chosen });
