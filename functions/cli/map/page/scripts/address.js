// The filter lives in the address (`#status=missing+stale`): it can be sent to somebody, and reload and back work.
const form = document.querySelector('form');
const find = form?.querySelector('input');
const table = form?.querySelector('select');
const boxes = [...(form?.querySelectorAll('input[name=status]') ?? [])].filter(
  (box) => box instanceof HTMLInputElement,
);

/** The form's fields as they stand in the address: tables by their ids, which the next map may number otherwise. */
function toText() {
  const fields = new URLSearchParams();
  const statuses = boxes.filter(({ checked }) => checked).map(({ value }) => value);
  if (find && find.value.trim() !== '') fields.set('find', find.value.trim());
  if (statuses.length > 0) fields.set('status', statuses.join(' '));
  if (table && table.value !== '') fields.set('table', table.selectedOptions[0]?.text ?? '');
  return fields.toString();
}

let written = '';
/** Whether the last entry of the history was made by typing: more of it needs no entry of its own. */
let isTyping = false;

/** @type {(text: string) => void} */
function fill(text) {
  const fields = new URLSearchParams(text);
  const statuses = fields.get('status')?.split(' ') ?? [];
  if (find) find.value = fields.get('find') ?? '';
  for (const box of boxes) box.checked = statuses.includes(box.value);
  const chosen = [...(table?.options ?? [])].find((option) => option.text === fields.get('table'));
  if (table) table.value = chosen?.value ?? '';
  written = toText();
  isTyping = false;
  form?.dispatchEvent(new Event('input'));
}

function restore() {
  const hash = location.hash.slice(1);
  /** @type {unknown} */
  const kept = history.state;
  if (hash.includes('=')) return fill(hash);
  if (typeof kept === 'string') return fill(kept);
  // A link to a place on the page: the filter stays, also when the page is loaded again there.
  if (hash !== '') return history.replaceState(written, '');
  fill('');
}

form?.addEventListener('input', ({ target }) => {
  const text = toText();
  if (text === written) return;
  written = text;
  const address = text === '' ? (location.href.split('#')[0] ?? '') : `#${text}`;
  if (target === find && isTyping) history.replaceState(text, '', address);
  else history.pushState(text, '', address);
  isTyping = target === find;
});
find?.addEventListener('blur', () => {
  isTyping = false;
});
addEventListener('popstate', restore);
restore();
