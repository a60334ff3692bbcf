/** Makes it an error to write into what others will be given too. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}

/** What texts of services mean, the latest of them: a text that comes again is not read again. What is kept is frozen. */
export class RecentAnswers {
  readonly #size: number;
  readonly #byText = new Map<string, unknown>();

  /** @param size of how many texts the meaning is kept */
  constructor(size: number) {
    this.#size = size;
  }

  async read(text: string, read: () => Promise<unknown>): Promise<unknown> {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const meaning = await read();
    deepFreeze(meaning);
    this.#byText.set(text, meaning);
    if (this.#byText.size > this.#size) this.#byText.delete(this.#byText.keys().next().value ?? '');
    return meaning;
  }
}
