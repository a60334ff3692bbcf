import { isInCluster, overlap } from './ranges.ts';
import { isPlace, protectionOf, type TrueInstance, type TrueRoute, type Truth } from './truth.ts';

/** What a route is expected to be, in words. */
export const describeRoute = (table: string, destination: string, hop: string) => `${table} ${destination} -> ${hop}`;

const earlier = (a: TrueInstance, b: TrueInstance) => a.launchedAt - b.launchedAt || (a.id < b.id ? -1 : 1);

interface Rights {
  /** Who may have each range, earliest first. */
  readonly claimers: ReadonlyMap<string, readonly TrueInstance[]>;
  /** Nodes of which something was refused. */
  readonly doubtful: ReadonlySet<string>;
}

/** First come, first served: ranges that have a route to a claimer already, then those of the earliest nodes. */
function rightsIn({ instances, routes, tables }: Truth): Rights {
  const claimers = new Map<string, readonly TrueInstance[]>();
  const doubtful = new Set(instances.filter(({ statement }) => statement.refused === true).map(({ id }) => id));
  const wanted = [...new Set(instances.flatMap(({ statement }) => statement.ranges))].map((range) => {
    const by = instances.filter(({ statement }) => statement.ranges.includes(range)).toSorted(earlier);
    const held = routes.filter(
      (route) =>
        !route.foreign &&
        tables.includes(route.table) &&
        route.destination === range &&
        route.holder !== undefined &&
        by.includes(route.holder),
    );
    return { range, by, held };
  });
  wanted.sort((a, b) => {
    const [first, second] = [a.by[0], b.by[0]];
    if (first === undefined || second === undefined) return 0;
    return Number(b.held.length > 0) - Number(a.held.length > 0) || earlier(first, second);
  });
  // What a node in doubt holds is not up for a claim, in part no more than as a whole.
  const kept = routes.filter(({ holder, foreign }) => !foreign && holder !== undefined && doubtful.has(holder.id));
  const isKept = (range: string, by: readonly TrueInstance[]) =>
    kept.some(({ table, destination, holder }) => {
      const isAnothers =
        holder !== undefined && !by.includes(holder) && tables.includes(table) && isInCluster(destination);
      return isAnothers && destination !== range && overlap(destination, range);
    });
  for (const { range, by, held } of wanted) {
    const taken = [...claimers.keys()].some((other) => overlap(other, range)) || isKept(range, by);
    if (!taken) claimers.set(range, by);
    if (!taken) continue;
    for (const { id } of by) doubtful.add(id);
    // Who came too late, but has a route to it already, keeps that.
    kept.push(...held);
  }
  return { claimers, doubtful };
}

/** Whether first come, first served gives `destination` to whoever is reached by `hop`. */
export function mayHave(truth: Truth, destination: string, hop: string): boolean {
  const claimers = rightsIn(truth).claimers.get(destination) ?? [];
  return claimers.some((node) => node.hopFor(destination) === hop);
}

type Standing = 'right' | 'misplaced' | 'fixed' | 'free';

function standingOf(truth: Truth, rights: Rights, route: TrueRoute): Standing {
  const { holder, destination, hop } = route;
  if (protectionOf(truth, route) === 'foreign') return 'fixed';
  if (holder === undefined) return 'free';
  if (rights.claimers.get(destination)?.includes(holder) === true) {
    return hop === holder.hopFor(destination) ? 'right' : 'misplaced';
  }
  if (route.borrowed === true) return 'free';
  return rights.doubtful.has(holder.id) || holder.statement.says === undefined ? 'fixed' : 'free';
}

/** What one destination of one table comes to: which of its routes stay, and whom a new one leads to. */
function settlePlace(standing: (route: TrueRoute) => Standing, here: readonly TrueRoute[], winner?: TrueInstance) {
  const of = (wanted: Standing) =>
    here.filter((route) => standing(route) === wanted).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const [right, misplaced, fixed] = [of('right'), of('misplaced'), of('fixed')];
  const [keeper] = right;
  const [mended] = keeper === undefined ? misplaced : [];
  const owner = keeper?.holder ?? mended?.holder;
  // Beside the owner's route, one more of its own is one too many; another node's stays, for nobody can tell who is wrong.
  const others = [...right, ...misplaced].filter(
    (route) => route !== keeper && route !== mended && route.holder !== owner,
  );
  const stay = [...(keeper === undefined ? [] : [keeper]), ...others, ...fixed];
  if (keeper !== undefined) return { stay };
  if (mended !== undefined) return { stay, made: mended.holder };
  return { stay, made: fixed.length > 0 ? undefined : winner };
}

/**
 * What the tables must hold after one resync that nothing disturbs. Restates the rules from what is true, knowing nothing of
 * how they are carried out. All routes, others' included, so that nothing is changed beside.
 *
 * @param canMake whether the cloud allows a new route to this destination, beside the routes that stay
 */
export function expectedRoutes(
  truth: Truth,
  canMake: (destination: string, staying: ReadonlySet<TrueRoute>) => boolean = () => true,
): string[] {
  const rights = rightsIn(truth);
  const staying = new Set(truth.routes.filter((route) => !isPlace(truth, route)));
  const made: { table: string; destination: string; node: TrueInstance }[] = [];
  const places = truth.routes.filter((route) => isPlace(truth, route));
  const destinations = new Set([...rights.claimers.keys(), ...places.map(({ destination }) => destination)]);
  for (const destination of destinations) {
    const claimers = rights.claimers.get(destination) ?? [];
    const holders = places.filter((route) => route.destination === destination).map(({ holder }) => holder);
    const standing = (route: TrueRoute) => standingOf(truth, rights, route);
    const winner = claimers.find((node) => holders.includes(node)) ?? claimers[0];
    for (const table of truth.tables) {
      const here = places.filter((route) => route.table === table && route.destination === destination);
      const { stay, made: node } = settlePlace(standing, here, winner);
      for (const route of stay) staying.add(route);
      if (node !== undefined) made.push({ table, destination, node });
    }
  }
  return [
    ...[...staying].map(({ table, destination, hop }) => describeRoute(table, destination, hop)),
    ...made
      .filter(({ destination }) => canMake(destination, staying))
      .map(({ table, destination, node }) => describeRoute(table, destination, node.hopFor(destination))),
  ].toSorted();
}

/** The routes there are, in the words of `expectedRoutes`. */
export function actualRoutes({ routes }: Truth): string[] {
  return routes.map(({ table, destination, hop }) => describeRoute(table, destination, hop)).toSorted();
}
