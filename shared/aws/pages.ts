/** Reads a list to its end. Each page is a call of its own: it waits for its turn and is tried again by itself. */
export async function allPages<Page extends { readonly NextToken?: string | undefined }>(
  read: (token: { NextToken?: string }) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  let next: string | undefined;
  do {
    const page = await read(next === undefined ? {} : { NextToken: next });
    pages.push(page);
    next = page.NextToken === '' ? undefined : page.NextToken;
  } while (next !== undefined);
  return pages;
}
