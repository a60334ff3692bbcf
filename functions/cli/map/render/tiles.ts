import { familyOf, rangeOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { firstFew } from '../../../../shared/reconcile/model/text/first-few.ts';
import { formatAddress, prefixLength, formatRange, formatShortAddress, prefixSize } from '../model/address-format.ts';
import type { Block } from '../model/cells.ts';
import type { MapRange } from '../model/map-model.ts';
import { gridLayout, cellAttributes, sharedLayout } from './grid-layout.ts';
import { type Html, markup } from '../html/markup.ts';
import { formatNumber } from '../html/status-text.ts';

const EMPTY = markup``;

const claimantNames = ({ segment }: Block) => firstFew(segment.claimants.map(({ node }) => node.name));

/** What is heard of a block. The page's scripts read the range before the first comma and the status after the last. */
function ariaLabel(block: Block): string {
  return [formatRange(block.range), claimantNames(block), block.segment.status]
    .filter((part) => part !== '')
    .join(', ');
}

/** A block on the map: without scripts, a link to its row in the table. */
function tile(block: Block, attributes: Html, caption: Html): Html {
  const { segment, range } = block;
  const id = range.first === segment.range.first ? markup` id="t${segment.id}"` : undefined;
  const to = markup`href="#r${segment.id}" data-s="${segment.status}" aria-label="${ariaLabel(block)}"`;
  return markup`<a${id}${attributes} ${to}>${caption}</a>`;
}

const spanAttribute = (span = 1) => (span === 1 ? EMPTY : markup` class="span s${span}"`);

/** Two lines on a block, for the eye: the style shows them, and what is heard of a block is its label. */
function captionLines(where: string, whose: string): Html {
  return markup`<i data-at="${where}" data-of="${whose}"></i>`;
}

/** What is written on a block where places tell the addresses: the part that differs. */
function shortCaption({ cidr, nodeMaskSize }: MapRange): (block: Block) => Html {
  const outer = prefixLength(rangeOf(cidr)) ?? 0;
  return (block) => {
    const { family, first } = block.range;
    const prefix = prefixLength(block.range);
    const size = prefix === undefined || prefix === nodeMaskSize ? '' : ` /${prefix}`;
    return captionLines(`${formatShortAddress(family, first, outer, nodeMaskSize)}${size}`, claimantNames(block));
  };
}

/** What is written on a block of a list: its address, and in a gap how many blocks fit. */
function fullCaption({ nodeMaskSize }: MapRange): (block: Block) => Html {
  return (block) => {
    const { family, first, last } = block.range;
    if (block.segment.status !== 'free') return captionLines(formatRange(block.range), claimantNames(block));
    const blocks = (last - first + 1n) / prefixSize(family, nodeMaskSize);
    return captionLines(`${formatAddress(family, first)} …`, `room for ${formatNumber(blocks)}`);
  };
}

function captionFor(range: MapRange): (block: Block) => Html {
  return range.layout === 'list' ? fullCaption(range) : shortCaption(range);
}

/** The map of one range: its blocks in the order of their addresses. */
export function tiles(range: MapRange): Html {
  const grid = gridLayout(range);
  const caption = grid.hasLabels ? captionFor(range) : () => EMPTY;
  const cells = range.cells.map((cell) => {
    const { blocks } = cell;
    const attributes = range.layout === 'places' ? cellAttributes(cell, grid) : EMPTY;
    if (blocks.length === 1) return tile(blocks[0], attributes, caption(blocks[0]));
    const { spans } = sharedLayout(cell);
    const sized = blocks.map((block, i) => tile(block, spanAttribute(spans[i]), EMPTY));
    return markup`<span${attributes}>${sized}</span>`;
  });
  const classes = ['map', range.layout, familyOf(range.cidr), grid.hasLabels ? 'roomy' : 'dense', `c${grid.columns}`];
  return markup`<div class="${classes.join(' ')}" data-cidr="${range.cidr}">${cells}</div>`;
}
