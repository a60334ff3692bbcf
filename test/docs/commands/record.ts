import { execFileSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from './pages.ts';

export interface TypedCommand {
  readonly words: readonly string[];
  /** The region that the shell has exported by then. */
  readonly region: string;
}

/** What only turns text round, and may run; `cp` and the like are written down. */
const HARMLESS = ['cat', 'cksum', 'cut', 'sed', 'tr'];

/** Writes down every command instead of running it. Whoever asks for one value is answered one. */
const RECORDER = `
command_not_found_handle() {
  { printf '%s\\037' "$AWS_REGION" "$@"; printf '\\n'; } >> "$RECORD"
  case "$*" in
    gcloud*--format=*|terraform*output*) echo https://answer.example ;;
    *--format=*|*--query*|*jsonpath*|*output\\ -raw*|*print-identity-token*) echo answer ;;
    *--output\\ json*) echo '{}' ;;
    jq\\ *) printf 'rtb-1\\t10.200.0.0/24\\nrtb-1\\tfd00::/64\\n' ;;
  esac
}
`;

function linkTo(folder: string): void {
  for (const name of HARMLESS) {
    const found = (process.env['PATH'] ?? '')
      .split(delimiter)
      .map((each) => join(each, name))
      .find(existsSync);
    if (found !== undefined) symlinkSync(found, join(folder, name));
  }
}

const BASH = '/bin/bash';

/** A path is no name that bash would look for: each script of ours is a file that writes itself down. */
function writeScripts(folder: string): void {
  for (const path of globSync(['infra/examples/*/create-*', 'infra/node/pod-cidr'], { cwd: ROOT })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), `#!${BASH}\n${RECORDER}command_not_found_handle ${path} "$@"\n`, { mode: 0o755 });
  }
}

/** The commands of shell blocks that follow on each other, as words, after bash has read them. */
export function commandsIn(blocks: readonly string[]): TypedCommand[] {
  const folder = mkdtempSync(join(tmpdir(), 'podroutes-typed-'));
  try {
    const [record, bin] = [join(folder, 'record'), join(folder, 'bin')];
    writeFileSync(record, '');
    mkdirSync(bin);
    linkTo(bin);
    writeScripts(folder);
    // What stands for a value, as in podroutes-VERSION.tgz, is a word like any other. Files are written here.
    execFileSync(BASH, ['-uc', RECORDER + blocks.join('\n')], {
      cwd: folder,
      env: { PATH: bin, RECORD: record, AWS_REGION: '' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines = readFileSync(record, 'utf8').split('\u001F\n').slice(0, -1);
    return lines.map((line) => {
      const [region = '', ...words] = line.split('\u001F');
      return { words, region };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
