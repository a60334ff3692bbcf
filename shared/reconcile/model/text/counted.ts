/** `1 node`, `2 nodes`; `many` where it is not `one` with an s. */
export function counted(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count} ${Number(count) === 1 ? one : many}`;
}
