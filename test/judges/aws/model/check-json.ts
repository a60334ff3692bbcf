import * as z from 'zod/mini';
import { type Findings, problemOf } from './findings.ts';
import type { Reference, Scalar, ServiceModel, Structure } from './service-model.ts';

const JsonObject = z.record(z.string(), z.unknown());

const JSON_TYPES: Readonly<Record<Scalar['type'], 'string' | 'boolean' | 'number'>> = {
  string: 'string',
  blob: 'string',
  boolean: 'boolean',
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  // Seconds since 1970.
  timestamp: 'number',
};

/** Compares JSON with the shapes that describe it. */
export class JsonCheck {
  readonly #model: ServiceModel;
  readonly #findings: Findings;

  constructor(model: ServiceModel, findings: Findings) {
    this.#model = model;
    this.#findings = findings;
  }

  value(reference: Pick<Reference, 'shape'>, value: unknown, path: string): void {
    this.#findings.members += 1;
    const shape = this.#model.shape(reference);
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape, value, path);
      case 'list':
        if (!Array.isArray(value)) return this.#findings.add(path, 'is no list');
        return value.forEach((each) => this.value(shape.member, each, `${path}[]`));
      case 'map': {
        const { data } = JsonObject.safeParse(value);
        if (data === undefined) return this.#findings.add(path, 'is no map');
        for (const [key, each] of Object.entries(data)) {
          this.value(shape.key, key, `${path} key`);
          this.value(shape.value, each, `${path}.${key}`);
        }
        return;
      }
      default:
        return this.#scalar(shape, value, path);
    }
  }

  #structure(shape: Structure, value: unknown, path: string): void {
    const { data } = JsonObject.safeParse(value);
    if (data === undefined) return this.#findings.add(path, 'is no structure');
    for (const [name, each] of Object.entries(data)) {
      const member = Object.entries(shape.members).find(
        ([key, { locationName }]) => (locationName ?? key) === name,
      )?.[1];
      if (member === undefined || member.location !== undefined)
        this.#findings.add(path, `has an unknown member ${name}`);
      else this.value(member, each, `${path}.${name}`);
    }
    for (const name of shape.required.filter((each) => !(each in data))) this.#findings.add(path, `lacks ${name}`);
  }

  #scalar(shape: Scalar, value: unknown, path: string): void {
    const type = JSON_TYPES[shape.type];
    if (typeof value !== type) return this.#findings.add(path, `${JSON.stringify(value)} is no ${type}`);
    const problem = shape.type === 'timestamp' ? undefined : problemOf(shape, String(value));
    if (problem !== undefined) this.#findings.add(path, problem);
  }
}
