/**
 * `Promise.all` that rejects only after all have ended: a serverless function is frozen after its response, and what is still
 * in progress would go on in the middle of another invocation.
 */
export async function joinAll<Work extends readonly Promise<unknown>[] | readonly []>(
  promises: Work,
): Promise<{ -readonly [Key in keyof Work]: Awaited<Work[Key]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
