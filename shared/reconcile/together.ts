/**
 * `Promise.all` that leaves nothing behind: it throws when all have ended. A function that has answered is frozen, and what it still
 * had under way goes on in the middle of another invocation.
 */
export async function together<Results extends readonly unknown[]>(
  work: readonly [...{ [Key in keyof Results]: Promise<Results[Key]> }],
): Promise<Results> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
