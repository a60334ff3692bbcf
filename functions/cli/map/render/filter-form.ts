import { type BlockStatus, STATUSES } from '../model/judge.ts';
import type { MapModel } from '../model/model.ts';
import { type Html, markup } from './markup.ts';

function statusBox(status: BlockStatus, blocks: number): Html {
  return markup`<label class="chip" data-s="${status}"><input type="checkbox" name="status" value="${status}"> ${status} <output>${blocks}</output></label>
`;
}

function tableChoice(tables: readonly string[]): Html {
  if (tables.length < 2) return markup``;
  const options = tables.map((table, i) => markup`<option value="${i}">${table}</option>`);
  return markup`<p><label for="table">As seen in</label>
<select id="table" name="table"><option value="">all tables, the worst of each</option>${options}</select></p>`;
}

/** The filter; the page's scripts show it, since without them it does nothing. */
export function filterForm({ ranges, tables }: MapModel, counts: ReadonlyMap<BlockStatus, number>): Html {
  const seen = new Set(ranges.flatMap(({ pieces }) => pieces.flatMap(({ status, statusIn }) => [status, ...statusIn])));
  const boxes = STATUSES.filter((status) => seen.has(status)).map((status) =>
    statusBox(status, counts.get(status) ?? 0),
  );
  return markup`<form role="search" aria-label="Filter" autocomplete="off" hidden>
<p><label for="find">Find</label>
<input id="find" name="find" type="search" size="34" spellcheck="false" placeholder="node, target, 10.200.3.17 or 10.200.0.0/20"></p>
${tableChoice(tables)}
<button type="button">Clear</button>
<p role="status"></p>
<fieldset><legend>Status</legend>
${boxes}</fieldset>
</form>`;
}
