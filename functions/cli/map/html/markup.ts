/** Text that is HTML already. Made only by `markup` and `raw`. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Interpolation = string | number | Html | undefined | readonly Interpolation[];

/**
 * What could leave its place in a page, and what could make text look like other text: control characters and those
 * that change the direction of writing. Names of instances come from whoever may start one.
 */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[&<>"'\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** `text` so that it is text wherever it stands: between tags, or in a quoted attribute. */
export function escape(text: string): string {
  return text.toWellFormed().replace(UNSAFE, (character) => ESCAPES[character] ?? '\ufffd');
}

function interpolate(part: Interpolation): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string') return escape(part);
  return typeof part === 'number' ? String(part) : part.map(interpolate).join('');
}

/** HTML in which everything that is filled in is escaped, unless it is `Html` itself. */
export function markup(strings: TemplateStringsArray, ...parts: readonly Interpolation[]): Html {
  return new Html(strings.map((text, i) => text + interpolate(parts[i])).join(''));
}

/** Our own text that is HTML, a script or a style. Never for anything that was read from a cloud. */
export function raw(text: string): Html {
  return new Html(text);
}
