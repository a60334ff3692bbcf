import { markdownTable } from '../render/markdown.ts';
import { AWS, GCP, type Price, PRICES_OF } from '../prices.ts';
import { amount } from './tables.ts';

const host = (source: string) => new URL(source).hostname.replace(/^www\./, '');

const exact = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

function line({ dollars, per, unit, free, source }: Price): string[] {
  const many = per === 1 ? unit : `${amount(per)} ${unit}`;
  return [
    unit,
    `$${exact.format(dollars)} for ${many}`,
    free === 0 ? '-' : amount(free),
    `[${host(source)}](${source})`,
  ];
}

/** The prices that the figures rest on, with where they stand. */
export function pricesTable(): string {
  const rows = [...Object.values(AWS), ...Object.values(GCP)].map(line);
  return markdownTable(['what is counted', `list price, ${PRICES_OF}`, 'free each month', 'source'], rows);
}
