import { registerHooks } from 'node:module';
import * as z from 'zod/mini';

/**
 * Loaded before everything else, puts one mistake into the product's source as it is loaded: `MUTANT` says in which file what
 * is to stand instead of what. What is to be replaced must be there exactly once, or the mistake is out of date.
 */
const Mutation = z.object({ file: z.string(), find: z.string(), replace: z.string() });
const { file, find, replace } = Mutation.parse(JSON.parse(process.env['MUTANT'] ?? ''));

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/${file}`)) return loaded;
    const source = loaded.source ?? '';
    const parts = (typeof source === 'string' ? source : new TextDecoder().decode(source)).split(find);
    if (parts.length !== 2) {
      // Thrown, it would be the failure of a run that imports the file, and so a broken promise.
      process.stderr.write(`${file} has ${parts.length - 1} times: ${find}\n`);
      process.exit(1);
    }
    return { ...loaded, source: parts.join(replace) };
  },
});
