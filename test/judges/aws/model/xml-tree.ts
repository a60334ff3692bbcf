import { XMLParser, XMLValidator } from 'fast-xml-parser';
import * as z from 'zod/mini';

export interface XmlNode {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly children: readonly XmlNode[];
  readonly text: string;
}

const Parsed = z.array(z.record(z.string(), z.unknown()));
const Attributes = z._default(z.object({ '@_xmlns': z.optional(z.string()) }), {});

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
});

function nodesIn(parsed: unknown): { nodes: XmlNode[]; text: string } {
  const [nodes, texts]: [XmlNode[], string[]] = [[], []];
  for (const { ':@': attributes, ...rest } of Parsed.parse(parsed)) {
    for (const [name, content] of Object.entries(rest)) {
      if (name === '#text') texts.push(String(content));
      else nodes.push(nodeOf(name, Attributes.parse(attributes)['@_xmlns'], content));
    }
  }
  return { nodes, text: texts.join('') };
}

function nodeOf(name: string, namespace: string | undefined, content: unknown): XmlNode {
  const { nodes: children, text } = nodesIn(content);
  return { name, namespace, children, text };
}

/** The only root of a document. Throws for what is no XML. */
export function parseXml(text: string): XmlNode {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`no XML: ${valid.err.msg}`);
  const [root, another] = nodesIn(parser.parse(text)).nodes.filter(({ name }) => !name.startsWith('?'));
  if (root === undefined || another !== undefined) throw new Error('a document has one root');
  return root;
}
