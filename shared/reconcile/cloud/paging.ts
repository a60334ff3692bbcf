/** Reads all pages of a list. A page token that comes twice would loop for ever: `circular` makes the error to throw. */
export async function readPages<Page>(
  read: (token: string | undefined) => Promise<Page>,
  nextOf: (page: Page) => string | null | undefined,
  circular: () => Error,
): Promise<Page[]> {
  const pages: Page[] = [];
  const seen = new Set<string | undefined>();
  let token: string | undefined;
  do {
    if (seen.has(token)) throw circular();
    seen.add(token);
    const page = await read(token);
    pages.push(page);
    token = nextOf(page) || undefined;
  } while (token !== undefined);
  return pages;
}
