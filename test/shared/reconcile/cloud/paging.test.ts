import { expect, it } from 'vitest';
import { readPages } from '../../../../shared/reconcile/cloud/paging.ts';

/** A list whose pages answer with `tokens`, one after the other, and what it was asked with. */
function list(...tokens: (string | null | undefined)[]) {
  const asked: (string | undefined)[] = [];
  const read = (token: string | undefined) => {
    const page = { at: asked.length, next: tokens[asked.length] };
    asked.push(token);
    return Promise.resolve(page);
  };
  const pages = readPages(
    read,
    ({ next }) => next,
    () => new Error('goes in circles'),
  );
  return { pages, asked };
}

it.each([undefined, null, ''])('a list is read to its end: the token %j', async (end) => {
  const { pages, asked } = list('a', 'b', end, 'more');
  expect((await pages).map(({ at }) => at)).toEqual([0, 1, 2]);
  expect(asked).toEqual([undefined, 'a', 'b']);
});

it.each([
  [['a', 'a'], 2],
  [['a', 'b', 'a'], 3],
])('a token that comes twice is not followed: %j', async (tokens, reads) => {
  const { pages, asked } = list(...tokens);
  await expect(pages).rejects.toThrow('goes in circles');
  expect(asked).toHaveLength(reads);
});
