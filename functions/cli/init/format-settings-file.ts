import { Document, isScalar } from 'yaml';

const HEADING = ' Settings of podroutes. The environment beats them, and flags beat both.';

/**
 * The text of a settings file, in the format that its name asks for.
 *
 * @param cidrComment what to know about `clusterCidr`; JSON has no place for it
 */
export function formatSettingsFile(
  name: string,
  content: Readonly<Record<string, string>>,
  cidrComment: string | undefined,
): string {
  if (name.endsWith('.json')) return `${JSON.stringify(content, null, 2)}\n`;
  const document = new Document(content);
  document.commentBefore = HEADING;
  const cidr = document.get('clusterCidr', true);
  if (isScalar(cidr) && cidrComment !== undefined) cidr.comment = ` ${cidrComment}`;
  return document.toString();
}
