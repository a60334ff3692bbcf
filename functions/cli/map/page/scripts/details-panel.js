// The panel beside the map: what is known of the block that has the focus, taken from its row in the table.
const panel = document.querySelector('.details');
const body = panel?.querySelector('[aria-live]');
const headings = [...document.querySelectorAll('.blocks thead th')].map(({ textContent }) => textContent ?? '');

/** @type {HTMLAnchorElement | undefined} */
let current;

/** @type {(name: string, text: string) => HTMLElement} */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** @type {(list: HTMLElement) => void} Puts why it matters and the commands below each link to them. */
function unfoldAdvice(list) {
  for (const link of list.querySelectorAll('a')) {
    const mend = document.getElementById(link.getAttribute('href')?.slice(1) ?? '')?.querySelector('.mend');
    if (mend) link.parentElement?.append(mend.cloneNode(true));
  }
}

/** @type {(tile: HTMLAnchorElement) => void} */
function show(tile) {
  const row = document.getElementById(tile.getAttribute('href')?.slice(1) ?? '');
  if (!(row instanceof HTMLTableRowElement) || !body) return;
  if (current) current.ariaSelected = null;
  current = tile;
  tile.ariaSelected = 'true';
  const [range = ''] = (tile.ariaLabel ?? '').split(', ');
  const [header, ...cells] = row.cells;
  const whole = header?.textContent ?? '';
  const list = document.createElement('dl');
  if (whole !== range) list.append(element('dt', 'Part of'), element('dd', whole));
  for (const [i, cell] of cells.entries()) {
    if (cell.textContent === '') continue;
    const value = document.createElement('dd');
    value.append(...[...cell.childNodes].map((child) => child.cloneNode(true)));
    list.append(element('dt', headings[i + 1] ?? ''), value);
  }
  unfoldAdvice(list);
  if (tile.dataset['s'] !== 'free' && range.includes('/')) {
    const value = document.createElement('dd');
    value.append(element('code', `podroutes explain ${range}`));
    list.append(element('dt', 'Check the path'), value);
  }
  body.replaceChildren(element('h3', range), list);
  panel?.classList.remove('closed');
}

// On a narrow screen the panel lies over the map: it is there when a block is chosen, until it is closed.
function close() {
  current?.focus();
  panel?.classList.add('closed');
}

panel?.querySelector('button')?.addEventListener('click', close);
document.addEventListener('keydown', ({ key, target }) => {
  if (key === 'Escape' && target instanceof Element && target.closest('.map, .details')) close();
});

for (const map of document.querySelectorAll('.map')) {
  map.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLAnchorElement) show(target);
  });
  // A pointer that rests on a block reads what is heard of it.
  map.addEventListener('pointerover', ({ target }) => {
    const tile = target instanceof Element ? target.closest('a') : null;
    if (tile) tile.title = tile.ariaLabel ?? '';
  });
}

/** @type {(selectors: string[]) => HTMLAnchorElement | undefined} The first block that one of the selectors finds. */
function first(selectors) {
  for (const selector of selectors) {
    const tile = document.querySelector(`.map a${selector}`);
    if (tile instanceof HTMLAnchorElement) return tile;
  }
  return undefined;
}

// The filter may have dimmed what is shown, or another table may have changed it.
document.querySelector('form')?.addEventListener('input', () => {
  const tile = current?.ariaDisabled === null ? current : first([':not([aria-disabled])']);
  const isClosed = panel?.classList.contains('closed') === true;
  if (tile) show(tile);
  panel?.classList.toggle('closed', isClosed);
});

const TROUBLED = ':is([data-s=conflict], [data-s=refused], [data-s=missing], [data-s=stale], [data-s=blackhole])';
const shown = first([TROUBLED, ':not([data-s=free])', '']);
if (shown) show(shown);
panel?.classList.add('closed');
if (panel instanceof HTMLElement) panel.hidden = false;
