import { counted } from '../../model/text/counted.ts';
import { type Cidr, parseCidr, overlaps, within } from '../../model/ranges/cidr.ts';

/** What looks like a range, also with a placeholder in it, and short words. Passwords and tokens have letters and digits. */
const PRINTABLE_FORMS = [
  /^(?=.*[.:/])[a-f\d.:/]{1,49}$/i,
  /^(?:(?:\d{1,3}|[a-z*]{1,2})\.){3}(?:\d{1,3}|[a-z*]{1,2})(?:\/\d{1,3})?$/i,
  /^[a-z]{1,12}$/i,
];

/** A value is shown only if it looks like a range: anything else may hold a secret. */
export function redact(value: string): string {
  return PRINTABLE_FORMS.some((form) => form.test(value))
    ? `"${value}"`
    : `a value of ${counted(value.length, 'character')}`;
}

/** The range that `value` states, or the rule that it breaks as a pod CIDR of this network. */
export function validatePodCidr(value: string, clusterCidrs: readonly Cidr[], reserved: readonly Cidr[]) {
  const parsed = parseCidr(value);
  if ('rule' in parsed) return parsed;
  const taken = reserved.find((range) => overlaps(range, parsed.cidr));
  if (taken !== undefined) return { rule: `overlaps ${taken}, a range of the network itself` };
  if (!within(clusterCidrs, parsed.cidr)) {
    return { rule: `is not inside the cluster CIDR ${clusterCidrs.join(', ')}` };
  }
  return parsed;
}
