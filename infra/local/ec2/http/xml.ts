import { XMLBuilder } from 'fast-xml-parser';

/** What an answer is made of. A list becomes a series of `<item>`; what is undefined is left out. */
export type XmlValue = string | number | boolean | Date | undefined | readonly XmlValue[] | XmlObject;

export interface XmlObject {
  readonly [name: string]: XmlValue;
}

const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const builder = new XMLBuilder({ suppressEmptyNode: true });

/** A successful answer of `action`. */
export function answerXml(action: string, requestId: string, body: XmlObject): string {
  const content = builder.build(plain({ requestId, ...body }));
  return `${prolog}<${action}Response xmlns="${namespace}">${content}</${action}Response>`;
}

export function errorXml(code: string, message: string, requestId: string): string {
  const response = { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId };
  return prolog + builder.build({ Response: response });
}

function plain(value: XmlValue): unknown {
  if (value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (isList(value)) return value.length === 0 ? '' : { item: value.map(plain) };
  if (typeof value !== 'object') return String(value);
  const fields: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (field !== undefined) fields[name] = plain(field);
  }
  return fields;
}

// Array.isArray does not narrow readonly arrays.
function isList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}
