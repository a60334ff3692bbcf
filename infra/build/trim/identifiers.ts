import { build, type BuildOptions } from 'esbuild';

/**
 * Every identifier in our own code that an esbuild build would bundle, packages left aside, in lower case. A method whose name is
 * not among them is called by nobody; one whose name is may still be something else.
 */
export async function identifiersInOwnCode({
  absWorkingDir = process.cwd(),
  entryPoints = [],
}: BuildOptions): Promise<Set<string>> {
  const { outputFiles } = await build({
    absWorkingDir,
    entryPoints,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    splitting: true,
    outdir: 'identifiers',
    write: false,
  });
  return new Set(outputFiles.flatMap(({ text }) => text.toLowerCase().match(/[\w$]+/g) ?? []));
}
