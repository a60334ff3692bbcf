import { type BlockStatus, PROBLEM_STATUSES, STATUSES_WORST_FIRST } from '../model/classify.ts';
import type { MapModel } from '../model/map-model.ts';
import { type Html, markup } from '../html/markup.ts';

function statusCheckbox(status: BlockStatus, blocks: number): Html {
  return markup`<label class="chip" data-s="${status}"><input type="checkbox" name="status" value="${status}"> ${status} <output>${blocks}</output></label>
`;
}

function tableSelect(tables: readonly string[]): Html {
  if (tables.length < 2) return markup``;
  const options = tables.map((table, i) => markup`<option value="${i}">${table}</option>`);
  return markup`<p><label for="table">As seen in</label>
<select id="table" name="table"><option value="">all tables, the worst of each</option>${options}</select></p>`;
}

/** Chooses and gives up all problem statuses at once. */
function problemsButton(present: ReadonlySet<BlockStatus>): Html {
  const problems = PROBLEM_STATUSES.filter((status) => present.has(status));
  if (problems.length === 0) return markup``;
  return markup`<button type="button" name="problems" value="${problems.join(' ')}" aria-pressed="false">Only problems</button>
`;
}

/** The filter; the page's scripts show it, since without them it does nothing. They fold it up on a phone. */
export function filterForm({ ranges, tables }: MapModel, counts: ReadonlyMap<BlockStatus, number>): Html {
  const present = new Set(
    ranges.flatMap(({ segments }) => segments.flatMap(({ status, statusByTable }) => [status, ...statusByTable])),
  );
  const boxes = STATUSES_WORST_FIRST.filter((status) => present.has(status)).map((status) =>
    statusCheckbox(status, counts.get(status) ?? 0),
  );
  return markup`<form role="search" aria-label="Filter" autocomplete="off" hidden>
${problemsButton(present)}<button type="button" name="fold" aria-expanded="true" aria-controls="fields">Filter</button>
<div id="fields">
<p><label for="find">Find</label>
<input id="find" name="find" type="search" size="34" spellcheck="false" placeholder="node, target, 10.200.3.17 or 10.200.0.0/20"></p>
${tableSelect(tables)}
<button type="button" name="clear">Clear</button>
<fieldset><legend>Blocks by status</legend>
${boxes}</fieldset>
</div>
<p role="status"></p>
</form>`;
}
