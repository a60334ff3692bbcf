import * as z from 'zod/mini';
import { JsonCheck } from './check-json.ts';
import { XmlCheck } from './check-xml.ts';
import { Findings } from './findings.ts';
import type { Operation, ServiceModel, Structure } from './service-model.ts';
import { parseXml, type XmlNode } from './xml-tree.ts';

/** An answer as it came over the wire. */
export interface Answer {
  readonly operation: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The errors that any operation may answer, which the models leave out: `Common Errors` of each API's reference. */
const COMMON_ERRORS = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InvalidAction',
  'MissingParameter',
  'ThrottlingException',
  'UnknownOperationException',
  'ValidationError',
  'ValidationException',
]);

const NOTHING: Structure = { type: 'structure', members: {}, required: [] };

/** Judges the answers of one service by its model. */
export class Judge {
  readonly findings = new Findings();
  readonly operations = new Map<string, number>();
  readonly errors = new Map<string, number>();
  readonly #model: ServiceModel;

  constructor(model: ServiceModel) {
    this.#model = model;
  }

  judge(answer: Answer): void {
    const operation = this.#model.operation(answer.operation);
    const isError = answer.status >= 400;
    const counts = isError ? this.errors : this.operations;
    counts.set(answer.operation, (counts.get(answer.operation) ?? 0) + 1);
    if (answer.headers['x-amzn-requestid'] === undefined) this.#add(answer, 'has no x-amzn-requestid');
    const { protocol } = this.#model.metadata;
    if (protocol === 'json' || protocol === 'rest-json') return this.#json(answer, operation, isError);
    const root = parseXml(answer.body);
    if (isError) return protocol === 'ec2' ? this.#ec2Error(answer, root) : this.#queryError(answer, operation, root);
    this.#document(answer, root, `${answer.operation}Response`);
    if (protocol === 'ec2') this.#ec2(answer, operation, root);
    else this.#query(answer, operation, root);
  }

  #add({ operation }: Answer, problem: string): void {
    this.findings.add(operation, problem);
  }

  #document(answer: Answer, root: XmlNode, name: string): void {
    const namespace = this.#model.metadata.xmlNamespace?.replace(/\/$/, '');
    if (root.name !== name) this.#add(answer, `answers ${root.name} in place of ${name}`);
    if (root.namespace?.replace(/\/$/, '') !== namespace) this.#add(answer, `has the namespace ${root.namespace}`);
  }

  #structureOf({ output }: Operation): Structure {
    const shape = output === undefined ? NOTHING : this.#model.shape(output);
    if (shape.type !== 'structure') throw new Error('an output is a structure');
    return shape;
  }

  #ec2(answer: Answer, operation: Operation, root: XmlNode): void {
    const rest = this.#without(answer, root, 'requestId');
    // Operations of which nothing is described are answered with `return` all the same.
    const shape = operation.output === undefined ? this.#without(answer, rest, 'return') : rest;
    new XmlCheck(this.#model, this.findings).structure(this.#structureOf(operation), shape, answer.operation);
  }

  #query(answer: Answer, operation: Operation, root: XmlNode): void {
    const names = root.children.map(({ name }) => name).join(' ');
    const wrapper = operation.output?.resultWrapper;
    const expected = [...(wrapper === undefined ? [] : [wrapper]), 'ResponseMetadata'].join(' ');
    if (names !== expected) return this.#add(answer, `has the elements ${names} in place of ${expected}`);
    const result = root.children.find(({ name }) => name === wrapper);
    if (result === undefined) return;
    new XmlCheck(this.#model, this.findings).structure(this.#structureOf(operation), result, answer.operation);
  }

  #without(answer: Answer, root: XmlNode, name: string): XmlNode {
    const children = root.children.filter((child) => child.name !== name);
    if (children.length !== root.children.length - 1) this.#add(answer, `has no ${name}`);
    return { ...root, children };
  }

  #ec2Error(answer: Answer, root: XmlNode): void {
    const form = outline(root);
    const expected = 'Response(Errors(Error(Code Message)) RequestID)';
    if (form !== expected) this.#add(answer, `refuses with ${form} in place of ${expected}`);
  }

  #queryError(answer: Answer, operation: Operation, root: XmlNode): void {
    this.#document(answer, root, 'ErrorResponse');
    const form = outline(root);
    const expected = 'ErrorResponse(Error(Type Code Message) RequestId)';
    if (form !== expected) return this.#add(answer, `refuses with ${form} in place of ${expected}`);
    const code = root.children[0]?.children.find(({ name }) => name === 'Code')?.text;
    this.#knownCode(answer, operation, code);
  }

  #knownCode(answer: Answer, operation: Operation, code: string | undefined): void {
    if (code !== undefined && COMMON_ERRORS.has(code)) return;
    if (code === undefined || !this.#model.errorCodes(operation).includes(code)) {
      this.#add(answer, `refuses with ${code}, which it is not described with`);
    }
  }

  #json(answer: Answer, operation: Operation, isError: boolean): void {
    const { jsonVersion } = this.#model.metadata;
    const type = jsonVersion === undefined ? 'application/json' : `application/x-amz-json-${jsonVersion}`;
    const given = answer.headers['content-type'];
    if (answer.body !== '' && given !== type) this.#add(answer, `has the type ${given} in place of ${type}`);
    if (isError) return this.#knownCode(answer, operation, jsonErrorCode(answer));
    const success = operation.http.responseCode;
    if (answer.status !== success) this.#add(answer, `answers ${answer.status} in place of ${success}`);
    if (operation.output === undefined) {
      if (answer.body !== '' && answer.body !== '{}')
        this.#add(answer, `answers what is not described: ${answer.body}`);
      return;
    }
    // The body is not the service's own, but a function's.
    if (this.#structureOf(operation).payload !== undefined) return;
    new JsonCheck(this.#model, this.findings).value(operation.output, JSON.parse(answer.body), answer.operation);
  }
}

const JsonError = z.object({ __type: z.optional(z.string()) });

/** Lambda names the error in a header, the others in the body, maybe with its namespace. */
function jsonErrorCode({ headers, body }: Answer): string | undefined {
  const { __type: type } = JsonError.parse(JSON.parse(body));
  return (type ?? headers['x-amzn-errortype'])?.split('#').at(-1);
}

function outline({ name, children }: XmlNode): string {
  return children.length === 0 ? name : `${name}(${children.map(outline).join(' ')})`;
}
