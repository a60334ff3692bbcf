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

The surest way is the tag \`pod-cidr\` on AWS and the metadata key \`pod-cidr\` on GCP: two ranges, one for each family, are parted by a
comma or a blank. Where an instance on AWS has no such tag, podroutes reads its user data, plain, packed by gzip, or as MIME
multi-part.

User data says one of five things:

- **Ranges.** The node gets their routes, if they are right. Two of one family, a typing error or a word are refused, and the
  report says so.
- **computed**: a pod CIDR is named, and its value is known only at boot (\`$X\`, \`$(...)\`, a default, a template, or a condition).
  podroutes cannot know it and says "computed at boot; tag the instance with pod-cidr". The node keeps the routes that it has.
- **remark**: a name that nearly is the right one. It counts for nothing; the report names the one to use.
- **asks**: the value is \`auto\`. podroutes gives the node a range and writes it to the tag or metadata key \`pod-cidr\`.
- **nothing**: the instance is no node. If it is of a group and looks like one, it is reported; an empty tag or key \`pod-cidr\` says
  that it is none.

The function keeps what it read of user data in memory, the command line in the user's cache folder: \`~/.cache/podroutes\` (or in
\`$XDG_CACHE_HOME\`), on macOS \`~/Library/Caches/podroutes\`, on Windows \`%LOCALAPPDATA%\\podroutes\`. User data changes only while an
instance is stopped, and each start has its own launch time, so what was read of a launch holds. Only ranges are kept, \`auto\`, that
the range is computed at boot, and that nothing is stated ([why nobody else sees them](security.md)). \`--no-cache\` reads
all user data again and keeps nothing; the folder may be removed at any time.

A false claim moves packets, so what is in doubt counts for nothing: a comment, a sentence, what is only printed or compared, and what is
about another machine, such as what \`ssh\` is given, or an object of a cluster's API (\`kind: Node\`). The range of a whole cluster (\`--pod-network-cidr\`, \`podSubnet\`, \`clusterCIDR\`, \`--cluster-cidr\`) is
no node's.

Names that count: \`pod-cidr\`, \`pod_cidr\` and their plurals in any case, \`podCIDR\`, \`podCidr\`, \`PodCIDR\`, \`PodCidr\` and theirs, and
the flag \`--pod-cidr\`. Of tags and metadata keys only \`pod-cidr\` counts; \`PodCidr\`, \`POD_CIDR\` and the like are a remark.

Each row is a test (\`test/shared/aws/pod-cidr/forms.ts\`; ↵ is the end of a line).

| text | it says | because |
| ---- | ------- | ------- |
`;

/** The page that shows all forms to people. */
export function formsPage(): Promise<string> {
  const rows = FORMS.map(({ text, expected, reason }) => `| ${cell(text)} | ${said(expected)} | ${reason} |\n`);
  return format(HEAD + rows.join(''), { parser: 'markdown', singleQuote: true, printWidth: 120 });
}
