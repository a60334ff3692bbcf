// Choices of the filter by one click or key: only problems, the counts of the banner, `/`.
const form = document.querySelector('form');
const find = form?.querySelector('input');
const problems = form?.querySelector('button[name=problems]');
const boxes = [...(form?.querySelectorAll('input[name=status]') ?? [])].filter(
  (box) => box instanceof HTMLInputElement,
);

const chosen = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
const wanted = problems instanceof HTMLButtonElement ? problems.value.split(' ') : [];
const isOnlyProblems = () => chosen().join(' ') === wanted.join(' ');

/** @type {(statuses: string[], text?: string) => void} */
function choose(statuses, text) {
  if (find && text !== undefined) find.value = text;
  for (const box of boxes) box.checked = statuses.includes(box.value);
  form?.dispatchEvent(new Event('input'));
}

problems?.addEventListener('click', () => choose(isOnlyProblems() ? [] : wanted));
form?.addEventListener('input', () => {
  if (problems) problems.ariaPressed = String(isOnlyProblems());
});

for (const link of document.querySelectorAll('a[data-filter], a[data-find]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    choose([link.getAttribute('data-filter') ?? ''], link.getAttribute('data-find') ?? '');
    const first = document.querySelector('.map a:not([aria-disabled])');
    if (first instanceof HTMLElement) first.focus();
  });
}

/** @type {(target: EventTarget | null) => boolean} */
const isField = (target) =>
  target instanceof Element && target.matches('input:not([type=checkbox]), select, textarea, [contenteditable]');

// On a phone the map comes first: the fields of the filter are folded up there.
const fields = document.getElementById('fields');
const fold = form?.querySelector('button[name=fold]');
/** @type {(isOpen: boolean) => void} */
function setOpen(isOpen) {
  if (fields) fields.hidden = !isOpen;
  if (fold) fold.ariaExpanded = String(isOpen);
}

fold?.addEventListener('click', () => setOpen(fields?.hidden === true));

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isField(event.target) || !find) return;
  event.preventDefault();
  setOpen(true);
  find.focus();
});

const phone = matchMedia('(max-width: 50rem)');
phone.addEventListener('change', () => setOpen(!phone.matches));
setOpen(!phone.matches);
