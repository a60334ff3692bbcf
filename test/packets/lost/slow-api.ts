import { setTimeout as sleep } from 'node:timers/promises';
import { startRecordingProxy } from '../../support/recording-proxy.ts';

/** Milliseconds until a call reaches the service. The answer comes at once: what a call changes, it changes at its end. */
export const LATENCY = 60;

/** The same local cloud, far away. */
export async function farAway<Cloud extends { readonly url: string }>(cloud: Cloud) {
  const proxy = await startRecordingProxy(cloud.url, () => sleep(LATENCY));
  return { cloud: { ...cloud, url: proxy.url }, [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose]() };
}
