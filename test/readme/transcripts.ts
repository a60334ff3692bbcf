import { type TranscriptScenario, TRANSCRIPT_SCENARIOS } from './scenarios.ts';

/** The documents that have such blocks. */
export const DOCUMENTS = ['README.md', 'docs/command-line.md'].map((name) => new URL(`../../${name}`, import.meta.url));

/** A block that shows what commands print: `<!-- transcript: SCENE -->`, then a fenced block of commands and output. */
const TRANSCRIPT_BLOCK = /(<!-- transcript: (\w+) -->\n+```console\n)(.*?)(```)/gs;

async function rerun(scene: TranscriptScenario, block: string): Promise<string> {
  const commands = [...block.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);
  let code = 0;
  const parts: string[] = [];
  for (const command of commands) {
    const [program, ...argv] = command.split(' ');
    if (command === 'echo $?') {
      parts.push(`$ ${command}\n${code}\n`);
      continue;
    }
    if (program !== 'podroutes') throw new Error(`a transcript runs podroutes, not "${command}"`);
    const ended = await scene.run(argv);
    code = ended.code;
    parts.push(`$ ${command}\n${ended.text}`);
  }
  return parts.join('');
}

/** `document` with the output of every transcript as the commands print it now. Blocks of one scene follow on each other. */
export async function renewTranscripts(document: string): Promise<string> {
  await using scenes = new AsyncDisposableStack();
  const open = new Map<string, TranscriptScenario>();
  let told = document;
  for (const [whole, head = '', name = '', body = '', tail = ''] of document.matchAll(TRANSCRIPT_BLOCK)) {
    const make = TRANSCRIPT_SCENARIOS[name];
    if (make === undefined) throw new Error(`there is no scene "${name}"`);
    const scene = open.get(name) ?? scenes.use(await make());
    open.set(name, scene);
    const replayed = await rerun(scene, body);
    told = told.replace(whole, () => `${head}${replayed}${tail}`);
  }
  return told;
}
