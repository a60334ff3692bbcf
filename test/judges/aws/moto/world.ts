import type { EC2Client } from '@aws-sdk/client-ec2';

/** Answers the id that a name stands for in one account. */
type IdOf = (name: string) => string;

/** One call, made in both accounts. */
export interface Step {
  readonly action: string;
  readonly isWrite: boolean;
  /** Makes the call; `bind` names an id of its answer. */
  readonly run: (ec2: EC2Client, idOf: IdOf, bind: (name: string, id: string | undefined) => void) => Promise<object>;
}

export const write = (action: string, run: Step['run']): Step => ({ action, isWrite: true, run });
export const read = (action: string, run: Step['run']): Step => ({ action, isWrite: false, run });

export const names = (kind: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${kind}${i}`);

export type Outcome = { readonly answer: unknown } | { readonly error: string };

const ID = /\b([a-z]+(?:-[a-z]+)*)-[0-9a-f]{8,17}\b/g;

const CHOSEN = [
  [/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/g, 'a token'],
  [/(?<=\()[-\d]+ [:\d]+ (GMT|UTC)(?=\))/g, 'a moment'],
  [/\b10\.240\.\d+\.\d+\b(?!\/)/g, 'an address'],
  [/\bip-10-240-\d+-\d+\b/g, 'a host'],
  [/\b54\.\d+\.\d+\.\d+\b/g, 'a public address'],
  [/^([\da-f]{2}:){5}[\da-f]{2}$/g, 'a MAC address'],
] as const;

/** An account, whose ids go by names that both accounts share. */
export class World {
  readonly #ec2: EC2Client;
  readonly #settle: () => void;
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  /** @param settle ends the transitions of instances */
  constructor(ec2: EC2Client, settle: () => void = () => {}) {
    this.#ec2 = ec2;
    this.#settle = settle;
  }

  async run(step: Step): Promise<Outcome> {
    const bind = (name: string, id = '') => {
      this.#ids.set(name, id);
      this.#names.set(id, name);
    };
    try {
      const answer = await step.run(this.#ec2, (name) => this.#ids.get(name) ?? name, bind);
      if (step.isWrite) this.#settle();
      return { answer: this.#named(answer) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { error: '$fault' in error ? error.name : 'an answer that cannot be read' };
    }
  }

  /** The same answer with names for ids, and words for what each account chooses by itself. */
  #named(value: unknown): unknown {
    if (value instanceof Date) return 'a moment';
    if (typeof value === 'string') {
      const text = CHOSEN.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), value);
      return text.replaceAll(ID, (id, prefix: string) => this.#names.get(id) ?? `some ${prefix}`);
    }
    if (Array.isArray(value)) return value.map((each: unknown) => this.#named(each));
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(([name]) => name !== '$metadata');
    return Object.fromEntries(members.map(([name, member]) => [name, this.#named(member)]));
  }
}
