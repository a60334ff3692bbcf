/** The actions that were called while `work` went on, as `2 x DescribeRouteTables`. */
export async function callsOf(
  log: { reset(): void; readonly all: readonly { readonly action: string }[] },
  work: () => Promise<unknown>,
) {
  log.reset();
  await work();
  const actions = log.all.map(({ action }) => action);
  const kinds = [...new Set(actions)].map((kind) => ({ kind, times: actions.filter((each) => each === kind).length }));
  return {
    count: actions.length,
    text: kinds.map(({ kind, times }) => (times === 1 ? kind : `${times} x ${kind}`)).join(', '),
  };
}
