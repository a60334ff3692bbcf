import { invalidField, required } from '../errors.ts';

const RFC_1035 = '(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)';
const pattern = new RegExp(`^${RFC_1035}$`);

export function requireName(name: string | undefined): string {
  if (name === undefined || name === '') throw required('resource.name');
  if (!pattern.test(name)) {
    throw invalidField('resource.name', name, `Must be a match of regex '${RFC_1035}'`);
  }
  return name;
}
