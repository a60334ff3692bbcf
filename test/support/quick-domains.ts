import hooks from 'node:async_hooks';
import { createRequire } from 'node:module';

/**
 * The functions framework handles each request in a node:domain. From the first one on, Node tells domains of every promise in
 * whatever the worker still runs, which was a tenth of the processor time of all tests. Here domains hear of no promises: they
 * catch what is thrown at once and what emitters tell. The function in a process of its own has the real ones.
 */
const { createHook } = hooks;
Object.assign(hooks, { createHook: () => createHook({}) });
createRequire(import.meta.url)('node:domain');
Object.assign(hooks, { createHook });
