import { andMore, MAX_NAMES } from '../../../../shared/reconcile/model/text/first-few.ts';
import type { AdviceGroup, BlockAdvice } from '../model/advice-groups.ts';
import type { MapSegment } from '../model/cells.ts';
import { PROBLEM_STATUSES } from '../model/classify.ts';
import type { MapModel } from '../model/map-model.ts';
import { code } from '../html/inline.ts';
import { type Html, markup } from '../html/markup.ts';
import type { PageInfo } from '../page-info.ts';

/** Several lines are several commands. */
const commands = (mend: string) => markup`<pre>${mend.split('\n').map((line) => markup`<code>${line}</code>`)}</pre>`;

/** What neither nodes nor routes tell: `podroutes doctor` asks the cloud for it, but for what happens on the nodes. */
export function unknownSection({ cloud, doctor }: PageInfo): Html {
  const filters =
    cloud === 'aws'
      ? 'packet filters (security groups, network ACLs), the table that each subnet uses, the tags of other clusters'
      : 'packet filters (firewall rules and policies)';
  return markup`<section aria-labelledby="unknown"><h2 id="unknown">Not checked</h2>
<p class="sub">The map is made from nodes and routes alone. It does not show ${filters}, quotas, the deployed function and its permissions. The doctor checks these:</p>
${commands(doctor)}
<p class="sub">No cloud API shows what nodes do with packets: the CNI plugin, IP forwarding in the kernel, the node’s firewall.</p></section>`;
}

/** What is alike in other tables is told once, and what stands beside the node already not again. */
function cellItem({ group, findings: [first, ...others] }: BlockAdvice, told: ReadonlySet<string>): Html {
  if (others.length === 0 && told.has(first?.what ?? ''))
    return markup`<li><a href="#${group.anchor}">${group.id}</a></li>`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more like this)`;
  return markup`<li><a href="#${group.anchor}">${group.id}</a><small>${first?.what ?? ''}${more}</small></li>`;
}

/** What the doctor says of a block; the page's scripts put what is linked to in the place of the link. */
export function adviceCell({ status, advice, claimants }: MapSegment): Html {
  const told = new Set(claimants.filter(({ accepted }) => !accepted).map(({ reasons }) => reasons.join('; ')));
  if (advice.length > 0) return markup`<ul>${advice.map((each) => cellItem(each, told))}</ul>`;
  return PROBLEM_STATUSES.includes(status) ? markup`no advice from nodes and routes alone` : markup``;
}

function groupItem({ anchor, id, severity, why, mend, findings }: AdviceGroup): Html {
  const subjects = findings.slice(0, MAX_NAMES).map(({ what }) => markup`<li>${what}</li>`);
  const more = andMore(findings.length);
  return markup`<div id="${anchor}" tabindex="-1"><h3>${id} <small>${severity}</small></h3>
<ul>${subjects}${more === '' ? undefined : markup`<li>${more}</li>`}</ul>
<div class="mend"><p>${why}</p>${commands(mend)}</div></div>
`;
}

/** All that the doctor says of nodes and routes, what one command mends together. */
export function adviceSection({ advice }: MapModel): Html {
  if (advice.length === 0) return markup``;
  return markup`<section class="advice" aria-labelledby="advice"><h2 id="advice">What to do</h2>
<p class="sub">What ${code('podroutes doctor')} says of nodes and routes, with the commands that fix it.</p>
${advice.map(groupItem)}</section>`;
}
