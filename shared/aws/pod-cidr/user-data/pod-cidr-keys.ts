/** As Kubernetes and Terraform write it. */
const CAMEL_CASE_KEYS: ReadonlySet<string> = new Set([
  'podCIDR',
  'podCIDRs',
  'podCidr',
  'podCidrs',
  'PodCIDR',
  'PodCIDRs',
  'PodCidr',
  'PodCidrs',
]);

const KEBAB_OR_SNAKE_CASE_KEY = /^pod[-_]cidrs?$/i;

export const isPodCidrKey = (key: string) => KEBAB_OR_SNAKE_CASE_KEY.test(key) || CAMEL_CASE_KEYS.has(key);

/** Whether a text has any spelling of the key, similar ones included. */
export const mentionsPodCidr = (text: string) => /pods?[-_]?cidr/i.test(text);

/** The same, or an encoded file in a cloud-config, which may. */
export const mayMentionPodCidr = (text: string) => mentionsPodCidr(text) || /\bencoding\b|!!binary/.test(text);
