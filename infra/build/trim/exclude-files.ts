import type { Metafile, Plugin } from 'esbuild';
import { checkBundle } from './check-bundle.ts';

/** Files that our use of a package never reaches, as `package/path/file.js`, and why not. */
export type ExcludedFiles = Readonly<Record<string, string>>;

const PACKAGE_PATH = /(?:^|[\\/])node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+[\\/].*)$/;

const packagePathOf = (path: string) => PACKAGE_PATH.exec(path)?.[1]?.replaceAll('\\', '/') ?? '';

/** Fails loudly if the file is needed after all. */
const throwingModule = (file: string) =>
  `module.exports = function () { throw new Error(${JSON.stringify(`${file} is left out of this bundle: see infra/build`)}); };`;

/** The replacement is our code: the package's file is not in the bundle. */
function removeFromMetafile({ outputs }: Metafile, files: ExcludedFiles): void {
  for (const { inputs } of Object.values(outputs)) {
    for (const path of Object.keys(inputs)) if (packagePathOf(path) in files) delete inputs[path];
  }
}

/** esbuild plugin: puts a function that throws in the place of each of `files`. Fails the build when one of them is not asked for. */
export function excludeFiles(files: ExcludedFiles): Plugin {
  return {
    name: 'leave-out',
    setup(build) {
      const notLoaded = new Set(Object.keys(files));
      build.onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path }) => {
        const file = packagePathOf(path);
        if (!(file in files)) return undefined;
        notLoaded.delete(file);
        return { contents: throwingModule(file), loader: 'js' };
      });
      checkBundle(build, (metafile) => {
        removeFromMetafile(metafile, files);
        return [...notLoaded].map((file) => `nothing loads ${file}, which is to be left out`);
      });
    },
  };
}
