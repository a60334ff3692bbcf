// The keyboard: each map is one stop of the Tab key, arrow keys move inside it. What the filter dims is passed over.

/** @type {(tile: HTMLAnchorElement | undefined) => boolean} */
const isOpen = (tile) => tile?.ariaDisabled === null;

/**
 * The tile in the next row (`step` 1) or the one before (-1) that is nearest to the middle of `from`. Tiles come in the order of
 * their rows, so only those up to the end of that row are looked at.
 * @type {(tiles: HTMLAnchorElement[], at: number, step: 1 | -1) => HTMLAnchorElement | undefined}
 */
function vertical(tiles, at, step) {
  const from = tiles[at]?.getBoundingClientRect();
  if (from === undefined) return undefined;
  const middle = (from.left + from.right) / 2;
  /** @type {{ tile: HTMLAnchorElement, edge: number, distance: number } | undefined} */
  let best;
  for (let i = at + step; i >= 0 && i < tiles.length; i += step) {
    const tile = tiles[i];
    if (tile === undefined || !isOpen(tile)) continue;
    const { top, bottom, left, right } = tile.getBoundingClientRect();
    const edge = step === 1 ? top : bottom;
    if (step === 1 ? top < from.bottom - 1 : bottom > from.top + 1) continue;
    if (best !== undefined && Math.abs(edge - best.edge) > 1) break;
    const distance = Math.max(left - middle, middle - right, 0);
    if (best === undefined || distance < best.distance) best = { tile, edge, distance };
  }
  return best?.tile;
}

/** @type {(tiles: HTMLAnchorElement[], at: number, key: string) => HTMLAnchorElement | undefined} */
function destination(tiles, at, key) {
  switch (key) {
    case 'ArrowRight':
      return tiles.slice(at + 1).find(isOpen);
    case 'ArrowLeft':
      return tiles.slice(0, at).findLast(isOpen);
    case 'ArrowDown':
      return vertical(tiles, at, 1);
    case 'ArrowUp':
      return vertical(tiles, at, -1);
    case 'Home':
      return tiles.find(isOpen);
    case 'End':
      return tiles.findLast(isOpen);
    default:
      return undefined;
  }
}

/** @type {(map: Element) => void} */
function wire(map) {
  const tiles = [...map.querySelectorAll('a')];
  map.role = 'listbox';
  map.ariaLabel = `Blocks of ${map.getAttribute('data-cidr')}`;
  for (const tile of tiles) {
    tile.role = 'option';
    tile.tabIndex = -1;
  }
  /** @type {HTMLAnchorElement | undefined} Where the Tab key stops: at the block that the panel tells of, if it is here. */
  let stop;
  /** @type {(tile?: HTMLAnchorElement) => void} */
  const moveStop = (tile = tiles.find((each) => isOpen(each) && each.ariaSelected) ?? tiles.find(isOpen)) => {
    if (stop) stop.tabIndex = -1;
    stop = tile;
    if (stop) stop.tabIndex = 0;
  };
  moveStop();

  map.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLAnchorElement) moveStop(target);
  });
  map.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || !(event.target instanceof HTMLAnchorElement)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = destination(tiles, tiles.indexOf(event.target), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  // A click of a pointer chooses (Safari gives links no focus by itself); the Enter key, which clicks too, follows the link.
  map.addEventListener('click', (event) => {
    const tile = event.target instanceof Element ? event.target.closest('a') : null;
    if (tile === null || !(event instanceof MouseEvent) || event.detail === 0) return;
    event.preventDefault();
    tile.focus();
  });
  document.querySelector('form')?.addEventListener('input', () => moveStop());
}

document.querySelectorAll('.map').forEach(wire);
