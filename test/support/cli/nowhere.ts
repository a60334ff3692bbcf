/** A folder that nobody can make, since it would be inside a file. `/nonexistent` is made by gcloud where it is told to use it. */
export const NOWHERE = '/dev/null/nowhere';
