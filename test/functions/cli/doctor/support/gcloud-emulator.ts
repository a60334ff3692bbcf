import * as z from 'zod/mini';
import type { LocalGce } from '../../../../../infra/local/gcp.ts';
import { optionsOf } from './shell-words.ts';

const Item = z.object({ key: z.string(), value: z.string() });
const Shown = z.object({
  fingerprint: z.string(),
  metadata: z.object({ fingerprint: z.string(), items: z.optional(z.array(Item)) }),
});

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

interface ParsedCommand {
  /** What stands before the options. */
  readonly names: readonly string[];
  readonly option: (name: string) => string;
  readonly hasOption: (name: string) => boolean;
}

async function send(gce: LocalGce, { method, path, body }: Request): Promise<unknown> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${gce.url}${path}`, { method, ...init });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
  gce.settle();
  return answer;
}

const instance = ({ names, option }: ParsedCommand) =>
  `/compute/v1/projects/${option('project')}/zones/${option('zone')}/instances/${names.at(-1)}`;

function bindingsWith(answer: unknown, role: string, member: string): object {
  const bindings =
    typeof answer === 'object' && answer !== null && 'bindings' in answer && Array.isArray(answer.bindings)
      ? answer.bindings
      : [];
  return { policy: { bindings: [...bindings, { role, members: [member] }] } };
}

async function addBinding(gce: LocalGce, path: string, reads: string, { option }: ParsedCommand): Promise<unknown> {
  const body = reads === 'POST' ? { body: {} } : {};
  const policy = await send(gce, { method: reads, path: `${path}:getIamPolicy`, ...body });
  return send(gce, {
    method: 'POST',
    path: `${path}:setIamPolicy`,
    body: bindingsWith(policy, option('role'), option('member')),
  });
}

/** What each command comes to, as gcloud itself would ask for it. */
const COMMANDS: Readonly<Record<string, (gce: LocalGce, words: ParsedCommand) => Promise<unknown>>> = {
  'compute instances start': (gce, words) => send(gce, { method: 'POST', path: `${instance(words)}/start` }),
  'compute instances add-metadata': async (gce, words) => {
    const [key = '', value = ''] = words.option('metadata').split('=');
    const before = Shown.parse(await send(gce, { method: 'GET', path: instance(words) })).metadata;
    const items = [...(before.items ?? []).filter((item) => item.key !== key), { key, value }];
    return send(gce, { method: 'POST', path: `${instance(words)}/setMetadata`, body: { ...before, items } });
  },
  'compute instances describe': (gce, words) => send(gce, { method: 'GET', path: instance(words) }),
  'compute instances export': (gce, words) => send(gce, { method: 'GET', path: instance(words) }),
  'compute instances update-from-file': async (gce, words) => {
    const path = instance(words);
    const { fingerprint } = Shown.parse(await send(gce, { method: 'GET', path }));
    return send(gce, { method: 'PUT', path, body: { fingerprint, canIpForward: true } });
  },
  'compute routes describe': (gce, { names, option }) =>
    send(gce, { method: 'GET', path: `/compute/v1/projects/${option('project')}/global/routes/${names.at(-1)}` }),
  'compute routes delete': (gce, { names, option }) =>
    send(gce, { method: 'DELETE', path: `/compute/v1/projects/${option('project')}/global/routes/${names.at(-1)}` }),
  'compute firewall-rules create': (gce, { names, option, hasOption }) => {
    const ranges = option('direction') === 'INGRESS' ? 'source-ranges' : 'destination-ranges';
    const body = {
      name: names.at(-1),
      network: option('network'),
      direction: option('direction'),
      allowed: [{ IPProtocol: option('rules') }],
      [ranges === 'source-ranges' ? 'sourceRanges' : 'destinationRanges']: option(ranges).split(','),
      ...(hasOption('priority') ? { priority: Number(option('priority')) } : {}),
    };
    return send(gce, { method: 'POST', path: `/compute/v1/projects/${option('project')}/global/firewalls`, body });
  },
  'compute firewall-rules update': (gce, { names, option }) =>
    send(gce, {
      method: 'PATCH',
      path: `/compute/v1/projects/${option('project')}/global/firewalls/${names.at(-1)}`,
      body: { disabled: true },
    }),
  'scheduler jobs resume': (gce, { names, option }) =>
    send(gce, {
      method: 'POST',
      path: `/v1/projects/${option('project')}/locations/${option('location')}/jobs/${names.at(-1)}:resume`,
    }),
  'scheduler jobs run': (gce, { names, option }) =>
    send(gce, {
      method: 'POST',
      path: `/v1/projects/${option('project')}/locations/${option('location')}/jobs/${names.at(-1)}:run`,
    }),
  'logging sinks update': (gce, { names, option, hasOption }) =>
    send(gce, {
      method: 'PATCH',
      path: `/v2/projects/${option('project')}/sinks/${names.at(-1)}`,
      body: { disabled: !hasOption('no-disabled') },
    }),
  'logging read': () => Promise.resolve(),
  'run services add-iam-policy-binding': (gce, words) => {
    const { names, option } = words;
    return addBinding(
      gce,
      `/v2/projects/${option('project')}/locations/${option('region')}/services/${names.at(-1)}`,
      'GET',
      words,
    );
  },
  'projects add-iam-policy-binding': (gce, words) =>
    addBinding(gce, `/v1/projects/${words.option('project')}`, 'POST', words),
  'pubsub subscriptions update': (gce, { names, option }) =>
    send(gce, {
      method: 'PATCH',
      path: `/v1/${names.at(-1)}`,
      body: { subscription: { deadLetterPolicy: { deadLetterTopic: option('dead-letter-topic') } } },
    }),
  'pubsub subscriptions pull': (gce, { names, option }) =>
    send(gce, {
      method: 'POST',
      path: `/v1/projects/${option('project')}/subscriptions/${names.at(-1)}:pull`,
      body: { maxMessages: 100 },
    }),
};

/** Carries out a command line of gcloud by the requests that it stands for. Fails for commands that are not known. */
export async function emulateGcloud(gce: LocalGce, words: readonly string[]): Promise<unknown> {
  const end = words.findIndex((word) => word.startsWith('--'));
  const names = end < 0 ? words : words.slice(0, end);
  const command = Object.keys(COMMANDS).find((known) => names.join(' ').startsWith(known));
  if (command === undefined) throw new Error(`gcloud ${words.join(' ')}: not known here`);
  const options = optionsOf(words.slice(names.length));
  const option = (name: string) => {
    const [value] = options.get(name) ?? [];
    if (value === undefined) throw new Error(`gcloud ${words.join(' ')}: --${name} is missing`);
    return value;
  };
  return COMMANDS[command]?.(gce, { names, option, hasOption: (name) => options.has(name) });
}
