import { randomBytes } from 'node:crypto';
import { ping, startStream, type Stream } from './ping.ts';
import { enableForwarding, ip } from './kernel/run.ts';
import { Router } from './kernel/router.ts';
import type { VpcSource } from './model.ts';
import { makePod, type Pod } from './pod.ts';

/** A local cloud's network, made of network namespaces: a router, and each instance that has pods. */
export interface Vpc extends Disposable {
  /** Connects an instance, and starts a pod on it with the third address of each range. */
  addPod(instance: string, ...ranges: readonly string[]): Pod;
  /** Whether a packet gets from one pod to the other, or to an address, and its answer back. */
  ping(from: Pod, to: Pod | string): Promise<boolean>;
  /** Sends two hundred packets a second from one pod to the other. */
  stream(from: Pod, to: Pod | string): Promise<Stream>;
}

/** Makes the network of `source`. From then on it follows every change, before the answer to whoever asked for the change. */
export function startVpc(source: VpcSource): Vpc {
  const name = `vpc-${randomBytes(3).toString('hex')}`;
  const router = new Router(`${name}-router`);
  const nodes = new Map<string, string>();
  const pods: Pod[] = [];
  const follow = () => router.follow(source.read(), nodes);
  const { stop, flush } = afterWrites(source, follow);

  const connect = (instance: string): string => {
    const known = nodes.get(instance);
    if (known !== undefined) return known;
    const namespace = `${name}-node${nodes.size}`;
    ip([`netns add ${namespace}`]);
    enableForwarding([namespace]);
    nodes.set(instance, namespace);
    follow();
    return namespace;
  };

  return {
    addPod(instance, ...ranges) {
      const pod = makePod({
        node: connect(instance),
        instance,
        namespace: `${name}-pod${pods.length}`,
        index: pods.length,
        ranges,
      });
      pods.push(pod);
      return pod;
    },
    ping: (from, to) => {
      flush();
      return ping(from, addressFor(from, to));
    },
    stream: (from, to) => {
      flush();
      return startStream(from, addressFor(from, to));
    },
    [Symbol.dispose]() {
      stop();
      const all = [router.namespace, ...nodes.values(), ...pods.map(({ namespace }) => namespace)];
      ip(all.map((namespace) => `netns del ${namespace}`));
    },
  };
}

/** Calls `follow` once for all that is written in one go. */
function afterWrites(source: VpcSource, follow: () => void) {
  let isWaiting = false;
  const flush = () => {
    if (isWaiting) follow();
    isWaiting = false;
  };
  const unsubscribe = source.onWrite(() => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(flush);
  });
  const stop = () => {
    isWaiting = false;
    unsubscribe();
  };
  return { flush, stop };
}

/** The first of the pod's addresses of a family that both have. */
function addressFor(from: Pod, to: Pod | string): string {
  if (typeof to === 'string') return to;
  const isMine = (address: string) => from.addresses.some((own) => own.includes(':') === address.includes(':'));
  const address = to.addresses.find(isMine);
  if (address === undefined) throw new Error(`${from.addresses.join()} and ${to.addresses.join()} share no family`);
  return address;
}
