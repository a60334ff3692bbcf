import { familyOf, rangeOf } from '../../../../shared/reconcile/cidr.ts';
import { firstFew } from '../../render/first-few.ts';
import { addressText, prefixOf, rangeText, shortText, sizeOfPrefix } from '../model/address.ts';
import type { Block } from '../model/cells.ts';
import type { MapRange } from '../model/model.ts';
import { gridOf, placing } from './grid.ts';
import { type Html, markup } from './markup.ts';
import { grouped } from './words.ts';

const NOTHING = markup``;

const namesIn = ({ piece }: Block) => firstFew(piece.claimants.map(({ node }) => node.name));

/** What is heard of a block. The page's scripts read the range before the first comma and the status after the last. */
function labelOf(block: Block): string {
  return [rangeText(block.range), namesIn(block), block.piece.status].filter((part) => part !== '').join(', ');
}

/** A block on the map: without scripts, a link to its row in the table. */
function tile(block: Block, attributes: Html, caption: Html): Html {
  const { piece, range } = block;
  const id = range.first === piece.range.first ? markup` id="t${piece.id}"` : undefined;
  const to = markup`href="#r${piece.id}" data-s="${piece.status}" aria-label="${labelOf(block)}"`;
  return markup`<a${id}${attributes} ${to}>${caption}</a>`;
}

/** Two lines on a block, for the eye: the style shows them, and what is heard of a block is its label. */
function written(where: string, whose: string): Html {
  return markup`<i data-at="${where}" data-of="${whose}"></i>`;
}

/** What is written on a block where places tell the addresses: the part that differs. */
function shortCaption({ cidr, unit }: MapRange): (block: Block) => Html {
  const outer = prefixOf(rangeOf(cidr)) ?? 0;
  return (block) => {
    const { family, first } = block.range;
    const prefix = prefixOf(block.range);
    const size = prefix === undefined || prefix === unit ? '' : ` /${prefix}`;
    return written(`${shortText(family, first, outer, unit)}${size}`, namesIn(block));
  };
}

/** What is written on a block of a list: its address, and in a gap how many blocks fit. */
function fullCaption({ unit }: MapRange): (block: Block) => Html {
  return (block) => {
    const { family, first, last } = block.range;
    if (block.piece.status !== 'free') return written(rangeText(block.range), namesIn(block));
    const room = (last - first + 1n) / sizeOfPrefix(family, unit);
    return written(`${addressText(family, first)} …`, `room for ${grouped(room)}`);
  };
}

function captions(range: MapRange): (block: Block) => Html {
  return range.layout === 'list' ? fullCaption(range) : shortCaption(range);
}

/** The map of one range: its blocks in the order of their addresses. */
export function tiles(range: MapRange): Html {
  const grid = gridOf(range);
  const caption = grid.isRoomy ? captions(range) : () => NOTHING;
  const places = range.cells.map((cell) => {
    const { blocks } = cell;
    const attributes = range.layout === 'places' ? placing(cell, grid) : NOTHING;
    if (blocks.length === 1) return tile(blocks[0], attributes, caption(blocks[0]));
    return markup`<span${attributes}>${blocks.map((block) => tile(block, NOTHING, NOTHING))}</span>`;
  });
  const classes = ['map', range.layout, familyOf(range.cidr), grid.isRoomy ? 'roomy' : 'dense', `c${grid.wide}`];
  return markup`<div class="${classes.join(' ')}" data-cidr="${range.cidr}">${places}</div>`;
}
