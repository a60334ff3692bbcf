/**
 * Resources are known by their path, `projects/P/zones/Z/instances/I`: it is the key of the state, the tail of
 * the URL a client asks for, and with the prefix below the link in an answer.
 */
const PREFIX = 'https://www.googleapis.com/compute/v1/';

/** The link clients see: always the public name of the service, whatever address they reached it under. */
export const linkTo = (path: string): string => PREFIX + path;

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** The part up to the collection: `projects/P/global`, `projects/P/zones/Z` or `projects/P/regions/R`. */
export function scopeOf(path: string): string {
  const segments = path.split('/');
  return segments.slice(0, segments[2] === 'zones' || segments[2] === 'regions' ? 4 : 3).join('/');
}

export const projectOf = (path: string): string => path.split('/')[1] ?? '';

/** The zone or region in the path; empty for a global resource. */
export const locationOf = (path: string): string => nameOf(scopeOf(path)).replace(/^global$/, '');

/**
 * The path meant by a reference: a whole URL, `projects/...`, `global/...` (or `zones/`, `regions/`), or a name.
 *
 * @param collection the path of the collection that a bare name belongs to
 */
export function resolveReference(reference: string, collection: string): string {
  const start = reference.search(/(^|\/)projects\//);
  if (start >= 0) return reference.slice(start).replace(/^\//, '');
  if (/^\/?(global|zones|regions)\//.test(reference)) {
    return `projects/${projectOf(collection)}/${reference.replace(/^\//, '')}`;
  }
  return `${collection}/${reference}`;
}

/** Rewrites every link inside a posted value to the public name of the service. */
export function canonicalLinks(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^https?:\/\/[^/]+\/compute\/\w+\//, PREFIX);
  if (Array.isArray(value)) return value.map(canonicalLinks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, canonicalLinks(inner)]));
}
