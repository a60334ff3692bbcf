// "As seen in": shows the blocks as one route table has them. Rows whose status differs between tables say so in `data-in`.
const form = document.querySelector('form');
const choice = form?.querySelector('select');

/** @type {Map<string, HTMLAnchorElement[]>} The tiles of each row of the table, by the row's id. */
const tilesOf = new Map();
for (const tile of document.querySelectorAll('.map a')) {
  if (!(tile instanceof HTMLAnchorElement)) continue;
  const row = tile.getAttribute('href')?.slice(1) ?? '';
  const known = tilesOf.get(row);
  if (known === undefined) tilesOf.set(row, [tile]);
  else known.push(tile);
}

const rows = [...document.querySelectorAll('tr')]
  .filter(({ dataset }) => dataset['in'] !== undefined)
  .map((row) => ({ row, worst: row.dataset['s'] ?? '', statuses: row.dataset['in']?.split(' ') ?? [] }));

/** @type {(row: HTMLTableRowElement, status: string) => void} */
function setStatus(row, status) {
  row.dataset['s'] = status;
  const chip = row.querySelector('td > .chip');
  if (chip instanceof HTMLElement) {
    chip.dataset['s'] = status;
    chip.textContent = status;
  }
  for (const tile of tilesOf.get(row.id) ?? []) {
    tile.dataset['s'] = status;
    tile.ariaLabel = tile.ariaLabel?.replace(/[^,]*$/, ` ${status}`) ?? null;
  }
}

function countAgain() {
  /** @type {Map<string | undefined, number>} */
  const counts = new Map();
  for (const { dataset } of [...tilesOf.values()].flat()) counts.set(dataset['s'], (counts.get(dataset['s']) ?? 0) + 1);
  for (const label of form?.querySelectorAll('label') ?? []) {
    const output = label.querySelector('output');
    if (output !== null) output.value = String(counts.get(label.dataset['s']) ?? 0);
  }
}

let shown = '';
form?.addEventListener('input', () => {
  const table = choice?.value ?? '';
  if (table === shown) return;
  shown = table;
  for (const { row, worst, statuses } of rows) setStatus(row, statuses[Number(table || -1)] ?? worst);
  countAgain();
});
