import { readFile, writeFile } from 'node:fs/promises';
import { DOCUMENTS, renewTranscripts } from './transcripts.ts';

// Writes the transcripts of all documents anew, from real runs against the local clouds: `npm run transcripts`.
for (const document of DOCUMENTS) await writeFile(document, await renewTranscripts(await readFile(document, 'utf8')));
