import { format } from 'prettier';
import { FORMS, type Expected } from './forms.ts';

/** A text as a cell of a table: on one line, and no cell's end within it. */
function cell(text: string): string {
  const line = text.replaceAll('\n', ' ↵ ').replaceAll('\t', '⇥').replaceAll('|', '\\|');
  if (line === '') return '(empty)';
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

const said = (expected: Expected) => (typeof expected === 'string' ? expected : expected.join(' '));

const HEAD = `# How a node states its pod CIDR

The most reliable way is the tag \`pod-cidr\` on AWS and the metadata key \`pod-cidr\` on GCP; separate two ranges, one of each family, by a
comma or a space. If an instance on AWS has no such tag, podroutes reads its user data, which may be plain text, gzip or MIME multi-part.

podroutes gets one of five results from user data:

- **ranges**: the node gets their routes if they are valid. Two ranges of one family, a typing error or a word are refused and reported.
- **computed**: the user data names a pod CIDR whose value is known only at boot (\`$X\`, \`$(...)\`, a default, a template, or a condition).
  podroutes reports "computed at boot; tag the instance with pod-cidr". The node keeps its routes.
- **remark**: a misspelled name. It is ignored; the report names the correct one.
- **asks**: the value is \`auto\`. podroutes gives the node a range and writes it to the tag or metadata key \`pod-cidr\`.
- **nothing**: the instance is not a node. If it belongs to a group and looks like a node, it is reported; an empty tag or key \`pod-cidr\`
  marks it as not a node.

The function caches what it read from user data in memory, the command line in the user's cache folder: \`~/.cache/podroutes\` (or in
\`$XDG_CACHE_HOME\`), on macOS \`~/Library/Caches/podroutes\`, on Windows \`%LOCALAPPDATA%\\podroutes\`. User data changes only while an instance
is stopped, and each start has its own launch time, so the cache stays valid for a launch. It contains only the result: ranges, \`auto\`,
computed or nothing ([how it is protected](security.md#somebody-on-the-machine-that-you-run-podroutes-on)). \`--no-cache\` reads all user data
again and caches nothing; you may delete the folder at any time.

A wrong claim misroutes packets, so podroutes ignores anything doubtful: comments, sentences, text that is only printed or compared, and
text about another machine, such as an \`ssh\` command or a Kubernetes object (\`kind: Node\`). The range of a whole cluster
(\`--pod-network-cidr\`, \`podSubnet\`, \`clusterCIDR\`, \`--cluster-cidr\`) is not a node's range.

Accepted names: \`pod-cidr\`, \`pod_cidr\` and their plurals in any case, \`podCIDR\`, \`podCidr\`, \`PodCIDR\`, \`PodCidr\` and theirs, and the flag
\`--pod-cidr\`. As a tag or metadata key, only \`pod-cidr\` is accepted; \`PodCidr\`, \`POD_CIDR\` and the like are a remark.

Each row is a test (\`test/shared/aws/pod-cidr/forms.ts\`; ↵ is the end of a line).

| text | it says | because |
| ---- | ------- | ------- |
`;

/** The page that shows all forms to people. */
export function formsPage(): Promise<string> {
  const rows = FORMS.map(({ text, expected, reason }) => `| ${cell(text)} | ${said(expected)} | ${reason} |\n`);
  return format(HEAD + rows.join(''), { parser: 'markdown', singleQuote: true, printWidth: 120 });
}
