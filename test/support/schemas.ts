import { readFile } from 'node:fs/promises';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

const ajv = new Ajv2020({
  allErrors: true,
  formats: { 'date-time': (text: string) => new Date(text).toISOString() === text },
});

/** By name: compiling takes longer than many a test. */
const validators = new Map<string, Promise<ValidateFunction>>();

async function compile(name: string): Promise<ValidateFunction> {
  const file = new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url);
  return ajv.compile(JSON.parse(await readFile(file, 'utf8')));
}

/** Fails unless `value` is what docs/schemas/NAME.schema.json says. */
export async function expectSchema(name: string, value: unknown): Promise<void> {
  const validator = validators.get(name) ?? compile(name);
  validators.set(name, validator);
  const validate = await validator;
  validate(value);
  expect(validate.errors).toBeNull();
}
