import * as z from 'zod/mini';

/** What may be written about an argument; `computed` ones may only be read. */
type ArgumentUse = 'required' | 'optional' | 'computed';

export interface Block {
  readonly arguments: Readonly<Record<string, ArgumentUse>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

/** A block inside a block, and how many of them there may be; `max` 0: any number. */
export interface NestedBlock extends Block {
  readonly min: number;
  readonly max: number;
}

const Arguments = z.record(z.string(), z.enum(['required', 'optional', 'computed']));

const Nested: z.ZodMiniType<NestedBlock> = z.lazy(() =>
  z.object({ arguments: Arguments, blocks: z.record(z.string(), Nested), min: z.number(), max: z.number() }),
);

const Block: z.ZodMiniType<Block> = z.object({ arguments: Arguments, blocks: z.record(z.string(), Nested) });

/** The part of the providers' schemas that the deployment uses. */
export const Schema = z.object({
  notice: z.string(),
  providers: z.record(z.string(), Block),
  resources: z.record(z.string(), Block),
  data: z.record(z.string(), Block),
});

export type Schema = z.infer<typeof Schema>;
