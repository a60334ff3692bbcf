import type { Metafile, Plugin } from 'esbuild';
import { checkBundle } from './check.ts';

/** Files of packages that our use of them never reaches, as `package/path/file.js`, and why not. */
export type LeftOut = Readonly<Record<string, string>>;

const PACKAGED = /(?:^|[\\/])node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+[\\/].*)$/;

const packagedAs = (path: string) => PACKAGED.exec(path)?.[1]?.replaceAll('\\', '/') ?? '';

/** Whoever needs the file after all gets an error that says what to do, not a wrong answer. */
const standIn = (file: string) =>
  `module.exports = function () { throw new Error(${JSON.stringify(`${file} is left out of this bundle: see infra/build`)}); };`;

/** What stands in for a file is ours: its package is not in the bundle. */
function forget({ outputs }: Metafile, files: LeftOut): void {
  for (const { inputs } of Object.values(outputs)) {
    for (const path of Object.keys(inputs)) if (packagedAs(path) in files) delete inputs[path];
  }
}

/** esbuild plugin: puts a function that throws in the place of each of `files`. Fails the build when one of them is not asked for. */
export function leaveOut(files: LeftOut): Plugin {
  return {
    name: 'leave-out',
    setup(build) {
      const waiting = new Set(Object.keys(files));
      build.onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path }) => {
        const file = packagedAs(path);
        if (!(file in files)) return undefined;
        waiting.delete(file);
        return { contents: standIn(file), loader: 'js' };
      });
      checkBundle(build, (metafile) => {
        forget(metafile, files);
        return [...waiting].map((file) => `nothing loads ${file}, which is to be left out`);
      });
    },
  };
}
