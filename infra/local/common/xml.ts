/** What an element holds. A list becomes a series of items; what is undefined is left out. */
export type XmlValue = string | number | boolean | Date | undefined | readonly XmlValue[] | XmlObject;

export interface XmlObject {
  readonly [name: string]: XmlValue;
}

/** What the elements of a list are called: `item` in EC2, `member` in the services that came later. */
type Item = 'item' | 'member';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A reader would take a bare one for the end of a line.
  '\r': '&#xD;',
};

/** A whole answer: the element `name` in a namespace. */
export function xmlDocument(name: string, namespace: string, fields: XmlObject, item: Item): string {
  return `<${name} xmlns="${namespace}">${xmlOf(fields, item)}</${name}>`;
}

export function xmlOf(fields: XmlObject, item: Item): string {
  return Object.entries(fields)
    .map(([name, value]) => element(name, value, item))
    .join('');
}

function element(name: string, value: XmlValue, item: Item): string {
  if (value === undefined) return '';
  const content = contentOf(value, item);
  return content === '' ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

function contentOf(value: Exclude<XmlValue, undefined>, item: Item): string {
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) return value.map((each) => element(item, each, item)).join('');
  if (typeof value === 'object') return xmlOf(value, item);
  return String(value).replace(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? character);
}

// Array.isArray does not narrow readonly arrays.
function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
