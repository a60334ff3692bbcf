import { readFile, writeFile } from 'node:fs/promises';
import { renewTranscripts } from './transcripts.ts';

// Writes README's transcripts anew, from real runs against the local clouds: `npm run transcripts`.
const README = new URL('../../README.md', import.meta.url);
await writeFile(README, await renewTranscripts(await readFile(README, 'utf8')));
