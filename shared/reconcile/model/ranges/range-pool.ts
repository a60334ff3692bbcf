import { ADDRESS_BITS, type AddressFamily, type Cidr, prefixLengthOf, rangeOf } from './cidr.ts';

/** The ranges of one size that `cidrs` can be divided into, numbered. */
export class RangePool {
  readonly cidrs: readonly Cidr[];
  readonly family: AddressFamily;
  readonly prefixLength: number;
  /** Addresses of a range. */
  readonly size: bigint;

  /** A range as large as one of `cidrs` is no node's. */
  constructor(cidrs: readonly Cidr[], family: AddressFamily, prefixLength: number) {
    this.family = family;
    this.prefixLength = prefixLength;
    this.cidrs = cidrs.filter((cidr) => rangeOf(cidr).family === family && prefixLengthOf(cidr) < prefixLength);
    this.size = 1n << BigInt(ADDRESS_BITS[family] - prefixLength);
  }

  get count(): bigint {
    return this.cidrs.reduce((sum, cidr) => sum + this.#slotsIn(cidr), 0n);
  }

  /** Where the range of that number begins, and in which of `cidrs`. */
  addressOf(slot: bigint): { readonly index: number; readonly address: bigint } | undefined {
    let left = slot;
    for (const [index, cidr] of this.cidrs.entries()) {
      const slots = this.#slotsIn(cidr);
      if (left < slots) return { index, address: rangeOf(cidr).first + left * this.size };
      left -= slots;
    }
    return undefined;
  }

  #slotsIn(cidr: Cidr): bigint {
    return 1n << BigInt(this.prefixLength - prefixLengthOf(cidr));
  }
}
