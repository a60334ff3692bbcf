/**
 * `Promise.all` that leaves nothing behind: it throws when all have ended. A function that has answered is frozen, and what it still
 * had under way goes on in the middle of another invocation.
 */
export async function joinAll<Work extends readonly Promise<unknown>[] | readonly []>(
  promises: Work,
): Promise<{ -readonly [Key in keyof Work]: Awaited<Work[Key]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
