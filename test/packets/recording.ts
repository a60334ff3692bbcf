import { startAwsLab } from './support/aws.ts';
import { pingText } from './vpc/ping.ts';

/** The block of the README that shows the lab's scene. */
export const RECORDING = /(<!-- recording: lab -->\n+```console\n)(.*?)(```)/s;

/** The lab on AWS before the function has heard of it, and after, as somebody in a pod sees it. */
export async function recordLab(): Promise<string> {
  await using lab = await startAwsLab();
  const [first, second] = [lab.boot(0), lab.boot(1)];
  const [address = ''] = second.addresses;
  const args = ['-c', '2', '-i', '0.2', '-W', '0.5', address];
  const look = async () => `pod-on-worker-0$ ping ${args.join(' ')}\n${await pingText(first, args)}`;
  const before = await look();
  await lab.bench.deliver();
  return `# no routes yet\n${before.trimEnd()}\n\n# the function has heard of the launches\n${await look()}`.trimEnd();
}

/** The same whatever time it took. */
export const withoutTimes = (text: string): string =>
  text
    .replaceAll(/\btime=[\d.]+ ms/g, 'time')
    .replaceAll(/, time \d+ms/g, '')
    .replaceAll(/^rtt .*/gm, 'rtt');
