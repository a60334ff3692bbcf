// The filter: dims the blocks that do not match, so that the map keeps its shape, and hides their rows.
/** @typedef {{ bits: number, first: bigint, last: bigint }} Range */
/** @typedef {{ status: string, text: string, ranges: Range[] }} Entry What a filter is held against. */
/** @typedef {Entry & { tile: HTMLAnchorElement, row: Element | null }} Block */

const form = document.querySelector('form');
const find = form?.querySelector('input');
const answer = form?.querySelector('[role=status]');

/** @type {(parts: string[], bits: number, radix: number) => bigint | undefined} */
function join(parts, bits, radix) {
  const form = radix === 10 ? /^\d{1,3}$/ : /^[0-9a-f]{1,4}$/i;
  if (!parts.every((part) => form.test(part) && parseInt(part, radix) < 2 ** bits)) return undefined;
  return parts.reduce((sum, part) => (sum << BigInt(bits)) | BigInt(parseInt(part, radix)), 0n);
}

/** @type {(text: string) => { bits: number, value: bigint } | undefined} An IPv4 or IPv6 address as a number. */
function parseAddress(text) {
  if (!text.includes(':')) {
    const octets = text.split('.');
    const value = octets.length === 4 ? join(octets, 8, 10) : undefined;
    return value === undefined ? undefined : { bits: 32, value };
  }
  const [head = '', tail, ...more] = text.split('::').map((side) => (side === '' ? [] : side.split(':')));
  if (head === '' || more.length > 0) return undefined;
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...zeros, ...(tail ?? [])];
  const value = groups.length === 8 ? join(groups, 16, 16) : undefined;
  return value === undefined ? undefined : { bits: 128, value };
}

/** @type {(text: string) => Range | undefined} What an address, a CIDR or `first – last` spans. */
function parseRange(text) {
  const [from = '', to] = text.split(' – ');
  const [address = '', prefix] = from.split('/');
  const first = parseAddress(address);
  if (first === undefined) return undefined;
  const { bits, value } = first;
  if (to !== undefined) return { bits, first: value, last: parseAddress(to)?.value ?? value };
  const length = prefix === undefined ? bits : Number(prefix);
  if (prefix === '' || !Number.isInteger(length) || length < 0 || length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  return { bits, first: value - (value % size), last: value - (value % size) + size - 1n };
}

/** @type {(texts: string[]) => Range[]} */
const parseRanges = (texts) => texts.map(parseRange).filter((range) => range !== undefined);

/** Claims outside the map. */
const claims = [...document.querySelectorAll('.unplaced li')].map((item) => ({
  item,
  status: 'refused',
  text: (item.textContent ?? '').toLowerCase(),
  ranges: parseRanges(item.getAttribute('data-claims')?.split(' ') ?? []),
}));

/** @type {Block[]} Made when it is first needed: nobody waits for it who only looks. */
let index = [];
let madeFor = '';

/** The blocks with their texts, which differ from one table's view to another's. */
function entries() {
  const table = form?.querySelector('select')?.value ?? '';
  if (index.length > 0 && table === madeFor) return index;
  index = [];
  madeFor = table;
  for (const tile of document.querySelectorAll('.map a')) {
    if (!(tile instanceof HTMLAnchorElement)) continue;
    const row = document.getElementById(tile.getAttribute('href')?.slice(1) ?? '');
    const label = tile.ariaLabel ?? '';
    const text = `${label} ${row?.textContent ?? ''}`.toLowerCase();
    const ranges = parseRanges([label.split(', ')[0] ?? '']);
    index.push({ tile, row, status: tile.dataset['s'] ?? '', text, ranges });
  }
  return index;
}

/** @type {(query: string, statuses: Set<string>) => (entry: Entry) => boolean} */
function matcher(query, statuses) {
  const range = parseRange(query);
  const words = query.toLowerCase().split(/\s+/);
  return ({ status, text, ranges }) => {
    if (statuses.size > 0 && !statuses.has(status)) return false;
    if (range === undefined) return words.every((word) => text.includes(word));
    return ranges.some(({ bits, first, last }) => bits === range.bits && first <= range.last && range.first <= last);
  };
}

/** @type {(isMatch: (entry: Entry) => boolean) => number} How many of the claims outside the map are left. */
function applyToClaims(isMatch) {
  const wanted = claims.filter(isMatch);
  for (const claim of claims) if (claim.item instanceof HTMLElement) claim.item.hidden = !wanted.includes(claim);
  return wanted.length;
}

/** @type {(matches: number, found: number) => string} */
function answerText(matches, found) {
  const more = found === 0 ? '' : `, and ${found} ${found === 1 ? 'claim' : 'claims'} outside the map`;
  return `${matches} of ${entries().length} blocks match${more}`;
}

function apply() {
  const chosen = [...(form?.querySelectorAll('input[name=status]') ?? [])];
  const statuses = chosen.flatMap((box) => (box instanceof HTMLInputElement && box.checked ? [box.value] : []));
  const query = find?.value.trim() ?? '';
  const isOff = query === '' && statuses.length === 0;
  if (isOff && index.length === 0) return;
  const isMatch = matcher(query, new Set(statuses));
  /** @type {Set<Element | null>} */
  const wanted = new Set();
  let matches = 0;
  for (const entry of entries()) {
    const isWanted = isMatch(entry);
    if (isWanted) matches += 1;
    if (isWanted) wanted.add(entry.row);
    if (isWanted !== (entry.tile.ariaDisabled === null)) entry.tile.ariaDisabled = isWanted ? null : 'true';
  }
  for (const { row } of entries()) if (row instanceof HTMLElement) row.hidden = !wanted.has(row);
  const found = applyToClaims(isMatch);
  document.querySelector('.ranges')?.classList.toggle('filtered', !isOff);
  if (answer) answer.textContent = isOff ? '' : answerText(matches, found);
}

form?.addEventListener('input', apply);
form?.addEventListener('submit', (event) => {
  event.preventDefault();
  const first = document.querySelector('.map a:not([aria-disabled])');
  if (first instanceof HTMLElement) first.focus();
});
form?.querySelector('button[name=clear]')?.addEventListener('click', () => {
  form.reset();
  form.dispatchEvent(new Event('input'));
  find?.focus();
});
find?.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  find.value = '';
  form?.dispatchEvent(new Event('input'));
});
document.querySelector('.rest button')?.addEventListener('click', ({ target }) => {
  document.querySelector('.blocks')?.classList.add('all');
  if (target instanceof HTMLButtonElement) target.disabled = true;
});
if (form) form.hidden = false;
