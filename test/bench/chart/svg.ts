const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text: string) => text.replaceAll(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);

type Attributes = Readonly<Record<string, string | number>>;

/** To a tenth of a pixel, so that the file changes only where the picture does. */
const rounded = (value: string | number) => (typeof value === 'number' ? Math.round(value * 10) / 10 : escape(value));

/** An element that holds other elements. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${rounded(value)}"`);
  if (children.length === 0) return `<${name}${head.join('')}/>`;
  return `<${name}${head.join('')}>\n${children.join('\n')}\n</${name}>`;
}

/** An element that holds text. */
export function text(name: string, attributes: Attributes, content: string): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${rounded(value)}"`);
  return `<${name}${head.join('')}>${escape(content)}</${name}>`;
}
