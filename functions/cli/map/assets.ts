import { readFileSync } from 'node:fs';

/** In the order of their event listeners: each builds on what those before it did to the page. */
const JS = ['table-view.js', 'filter.js', 'details-panel.js', 'keyboard.js', 'shortcuts.js', 'address.js'];

/** In the order of the cascade. */
const CSS =
  'colours base summary filter statuses map tiles shared-places grid details tables narrow phone phone-tiles print'.split(
    ' ',
  );

/** Reads from `page/` beside this module or its bundle. A browser hashes LF line ends for the page's policy. */
function read(name: string): string {
  return readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
}

/** The style and scripts that are written into the page. */
export function assets(): { readonly style: string; readonly scripts: readonly string[] } {
  return {
    style: CSS.map((name) => read(`styles/${name}.css`)).join(''),
    scripts: JS.map((name) => read(`scripts/${name}`)),
  };
}
