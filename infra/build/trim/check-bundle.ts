import type { Metafile, PluginBuild } from 'esbuild';

/**
 * Fails the build with whatever `check` finds wrong: trimming depends on the layout of packages, and a change of that must not
 * go unnoticed.
 */
export function checkBundle(build: PluginBuild, check: (metafile: Metafile) => readonly string[]): void {
  build.initialOptions.metafile = true;
  build.onEnd(({ metafile, errors }) => {
    if (metafile === undefined || errors.length > 0) return {};
    return { errors: check(metafile).map((text) => ({ text })) };
  });
}
