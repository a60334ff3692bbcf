/** The machine lacks something that a suite needs, or it could not be installed. */
export class MissingToolError extends Error {}

/** Says loudly what did not run. */
export function skipAloud(what: string, reason: string): void {
  const rule = '!'.repeat(80);
  process.stderr.write(`${rule}\nSKIPPED: ${what} did not run.\n${reason}\n${rule}\n`);
}

/**
 * Answers the exit code of `run`. Somebody without Python can still work on everything else, and is told loudly; CI may not
 * look away.
 */
export async function orSkip(what: string, run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof MissingToolError)) throw error;
    skipAloud(what, error.message);
    return process.env['CI'] === 'true' ? 1 : 0;
  }
}
