interface Paging<Page> {
  readonly read: (token: string | undefined) => Promise<Page>;
  readonly nextOf: (page: Page) => string | null | undefined;
  /** A page token that comes twice would loop for ever: makes the error to throw. */
  readonly circular: () => Error;
  /** Waits between two pages. */
  readonly pause?: () => Promise<unknown>;
}

/** The pages of a list, each read when it is asked for. */
export async function* pagesOf<Page>({ read, nextOf, circular, pause }: Paging<Page>): AsyncGenerator<Page> {
  const seen = new Set<string>();
  let token: string | undefined;
  for (;;) {
    const page = await read(token);
    yield page;
    token = nextOf(page) || undefined;
    if (token === undefined) return;
    if (seen.has(token)) throw circular();
    seen.add(token);
    await pause?.();
  }
}

/** Reads all pages of a list. `circular` makes the error to throw when a page token comes twice. */
export async function readPages<Page>(
  read: Paging<Page>['read'],
  nextOf: Paging<Page>['nextOf'],
  circular: Paging<Page>['circular'],
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of pagesOf({ read, nextOf, circular })) pages.push(page);
  return pages;
}
