/** A simple command of a shell script. */
export interface Command {
  /** Its words without quotes; expansions stand in them as they were. */
  readonly words: string[];
  /** The operator before it: `;`, `&&`, `|` and so on. */
  readonly precedingOperator: string;
  /** Files it is redirected to. */
  readonly outputTargets: string[];
  readonly hereDocumentDelimiters: string[];
}

export interface LexedLine {
  readonly commands: readonly Command[];
  /** What the line ends within, so that the shell reads on: a quote, or a backslash before the line's end. */
  readonly unfinished: '' | "'" | '"' | '\\';
}
