import type { Plugin } from 'esbuild';
import { checkBundle } from './check.ts';

/** Files of packages that our use of them never reaches, as `package/path/file.js`, and why not. */
export type LeftOut = Readonly<Record<string, string>>;

const PACKAGED = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+[\\/].*)$/;

/** Whoever needs the file after all gets an error that says what to do, not a wrong answer. */
const standIn = (file: string) =>
  `module.exports = function () { throw new Error(${JSON.stringify(`${file} is left out of this bundle: see infra/build`)}); };`;

/** esbuild plugin: puts a function that throws in the place of each of `files`. Fails the build when one of them is not asked for. */
export function leaveOut(files: LeftOut): Plugin {
  return {
    name: 'leave-out',
    setup(build) {
      const waiting = new Set(Object.keys(files));
      build.onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path }) => {
        const file = PACKAGED.exec(path)?.[1]?.replaceAll('\\', '/') ?? '';
        if (!(file in files)) return undefined;
        waiting.delete(file);
        return { contents: standIn(file), loader: 'js' };
      });
      checkBundle(build, () => [...waiting].map((file) => `nothing loads ${file}, which is to be left out`));
    },
  };
}
