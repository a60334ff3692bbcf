/** Milliseconds on `performance`'s clock at which something becomes so that a write to the local cloud makes so. */
export function momentWhen(
  backend: { readonly onWrite: (listener: () => void) => () => void },
  isSo: () => boolean,
): Promise<number> {
  return new Promise((resolve) => {
    const stop = backend.onWrite(() => {
      // By the next microtask the write is carried out.
      queueMicrotask(() => {
        if (!isSo()) return;
        stop();
        resolve(performance.now());
      });
    });
  });
}
