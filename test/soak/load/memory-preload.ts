/** Preloaded into a process: it prints the heap that is left, several times a second. Needs `--expose-gc`. */
setInterval(() => {
  globalThis.gc?.();
  process.stdout.write(`${JSON.stringify({ heap: process.memoryUsage().heapUsed })}\n`);
}, 200).unref();
