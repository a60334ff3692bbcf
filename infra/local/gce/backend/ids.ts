/** An opaque version tag, in the URL-safe alphabet of base64 as Google's APIs write bytes: gcloud sends back no other. */
export const formatFingerprint = (bytes: Buffer): string =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');

/** Whether two fingerprints are the same bytes, in either alphabet. */
export const isSameFingerprint = (a: string | undefined, b: string): boolean =>
  a !== undefined && Buffer.from(a, 'base64').equals(Buffer.from(b, 'base64'));

/** The source of everything random about the service, repeatable from a seed. */
export class Ids {
  #state: number;
  readonly #now: () => number;

  constructor(seed: number, now: () => number) {
    this.#state = seed >>> 0;
    this.#now = now;
  }

  /** A 64-bit resource id of 19 digits: as a JavaScript number it would lose its last ones. */
  resourceId(): string {
    const high = BigInt(this.#next()) << 30n;
    return String(1_000_000_000_000_000_000n + ((high | BigInt(this.#next() >>> 2)) % 8_000_000_000_000_000_000n));
  }

  fingerprint(): string {
    return formatFingerprint(Buffer.from(this.hex(16), 'hex'));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.#next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  operationName(prefix = 'operation'): string {
    return `${prefix}-${this.#now()}-${this.hex(13)}-${this.hex(8)}-${this.hex(8)}`;
  }

  insertId(): string {
    return BigInt(`0x${this.hex(16)}`)
      .toString(36)
      .slice(0, 12);
  }

  /** An address for an external access configuration, out of a documentation range. */
  externalAddress(): string {
    return `203.0.113.${1 + (this.#next() % 254)}`;
  }

  /** Mulberry32: small, fast and the same everywhere. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
