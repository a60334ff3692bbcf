import type { Price } from '../prices.ts';

/** One line of a month's bill. */
export interface BillItem {
  readonly what: string;
  readonly quantity: number;
  readonly price: Price;
}

export const atListPrice = ({ quantity, price }: BillItem): number => (quantity / price.per) * price.dollars;

/** What is left to pay if nobody else in the account uses the free tier. */
export function afterFreeTier({ quantity, price }: BillItem): number {
  return (Math.max(0, quantity - price.free) / price.per) * price.dollars;
}

export const total = (items: readonly BillItem[], dollars: (item: BillItem) => number): number =>
  items.reduce((sum, item) => sum + dollars(item), 0);
