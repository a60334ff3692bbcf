import type { BlockStatus } from '../model/classify.ts';
import { type Html, markup } from './markup.ts';

/** A status with its sign and colour, which the style adds. */
export function statusChip(status: BlockStatus): Html {
  return markup`<span class="chip" data-s="${status}">${status}</span>`;
}

/** Something that a cloud named: kept from running into the text around it, whatever script it is in. */
export function isolatedText(text: string): Html {
  return markup`<bdi>${text}</bdi>`;
}

export function code(text: string): Html {
  return markup`<code>${text}</code>`;
}

/** Items with commas between. */
export function commaList(items: readonly Html[]): Html {
  return markup`${items.map((item, i) => markup`${i === 0 ? '' : ', '}${item}`)}`;
}
