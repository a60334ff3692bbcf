import { type Findings, problemOf } from './findings.ts';
import type { Reference, ServiceModel, Structure } from './service-model.ts';
import type { XmlNode } from './xml-tree.ts';

/** Compares elements with the shapes that describe them: nothing unknown, nothing twice, all of its type. */
export class XmlCheck {
  readonly #model: ServiceModel;
  readonly #findings: Findings;

  constructor(model: ServiceModel, findings: Findings) {
    this.#model = model;
    this.#findings = findings;
  }

  value(reference: Pick<Reference, 'shape'>, node: XmlNode, path: string): void {
    this.#findings.members += 1;
    const shape = this.#model.shape(reference);
    if (shape.type === 'structure') return this.structure(shape, node, path);
    if (shape.type === 'map') return this.#findings.add(path, 'maps are not served');
    if (shape.type === 'list') return this.#list(shape.member, node, path);
    if (node.children.length > 0) return this.#findings.add(path, `elements in a ${shape.type}`);
    const problem = problemOf(shape, node.text);
    if (problem !== undefined) this.#findings.add(path, problem);
  }

  structure(shape: Structure, node: XmlNode, path: string): void {
    const members = new Map(
      Object.entries(shape.members).map(([name, each]) => [each.locationName ?? name, { ...each, name }]),
    );
    const seen = new Set<string>();
    this.#noText(node, path);
    for (const child of node.children) {
      const member = members.get(child.name);
      if (member === undefined) this.#findings.add(path, `has an unknown member ${child.name}`);
      else if (seen.has(member.name)) this.#findings.add(path, `has ${child.name} twice`);
      else this.value(member, child, `${path}.${child.name}`);
      if (member !== undefined) seen.add(member.name);
    }
    for (const name of shape.required.filter((each) => !seen.has(each))) this.#findings.add(path, `lacks ${name}`);
  }

  #list(member: Reference, node: XmlNode, path: string): void {
    this.#noText(node, path);
    for (const child of node.children) {
      const wanted = member.locationName ?? 'member';
      if (child.name === wanted) this.value(member, child, `${path}[]`);
      else this.#findings.add(path, `has ${child.name} in place of ${wanted}`);
    }
  }

  #noText(node: XmlNode, path: string): void {
    if (node.text.trim() !== '') this.#findings.add(path, `text between elements: ${node.text}`);
  }
}
