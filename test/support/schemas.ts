import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

/** Fails unless `value` is what docs/schemas/NAME.schema.json says. */
export async function expectSchema(name: string, value: unknown): Promise<void> {
  const file = new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url);
  const ajv = new Ajv2020({
    allErrors: true,
    formats: { 'date-time': (text: string) => new Date(text).toISOString() === text },
  });
  const validate = ajv.compile(JSON.parse(await readFile(file, 'utf8')));
  validate(value);
  expect(validate.errors).toBeNull();
}
