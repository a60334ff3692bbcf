import { CLOUDS } from '../../histories/all.ts';
import { emptyTally } from '../../histories/tally.ts';
import { tell } from '../../histories/tell.ts';
import { Piece, type Outcome } from './piece.ts';

/** A process that plays pieces of the soak, one after the other. */
async function play(message: unknown): Promise<Outcome> {
  const { cloud, ...range } = Piece.parse(message);
  const tally = emptyTally();
  const found = await CLOUDS.find(({ name }) => name === cloud)?.search(range, tally);
  return { tally, ...(found === undefined ? {} : { broken: tell(cloud, found) }) };
}

process.on('message', (message) => {
  play(message).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      const broken = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ tally: emptyTally(), broken });
    },
  );
});
// Whoever asks has gone.
process.on('disconnect', () => process.exit());
