import type { Metafile, PluginBuild } from 'esbuild';

/**
 * Looks at what was bundled and fails the build with whatever `check` finds wrong: trimming leans on how packages are laid
 * out, and when that changes a bundle must not grow, or lack something, in silence.
 */
export function checkBundle(build: PluginBuild, check: (metafile: Metafile) => readonly string[]): void {
  build.initialOptions.metafile = true;
  build.onEnd(({ metafile, errors }) => {
    if (metafile === undefined || errors.length > 0) return {};
    return { errors: check(metafile).map((text) => ({ text })) };
  });
}
