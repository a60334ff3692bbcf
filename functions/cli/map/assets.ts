import { readFileSync } from 'node:fs';

/** In the order in which they hear of an event: each builds on what those before it did to the page. */
const SCRIPTS = ['table-view.js', 'filter.js', 'details-panel.js', 'keyboard.js'];

/** In the order in which one rule gives way to the next. */
const STYLES = [
  'colours',
  'base',
  'summary',
  'filter',
  'statuses',
  'map',
  'tiles',
  'grid',
  'details',
  'tables',
  'media',
];

/**
 * The page's own files: in `page/` beside this module, and beside its bundle. With the ends of lines that a browser makes of
 * any, since the policy of the page names their hashes.
 */
function read(name: string): string {
  return readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
}

/** The style and scripts that are written into the page. */
export function assets(): { readonly style: string; readonly scripts: readonly string[] } {
  return {
    style: STYLES.map((name) => read(`styles/${name}.css`)).join(''),
    scripts: SCRIPTS.map((name) => read(`scripts/${name}`)),
  };
}
