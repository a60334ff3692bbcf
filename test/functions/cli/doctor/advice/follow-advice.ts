import * as z from 'zod/mini';
import { withoutDryRunDoubts } from '../../../../support/variants/ec2.ts';
import { wordsOf } from '../support/shell-words.ts';
import { harmTo } from './offers.ts';
import { runCommandLine } from './command-line.ts';
import type { Patient } from './patient.ts';

const Finding = z.object({
  id: z.string(),
  severity: z.string(),
  subject: z.string(),
  what: z.string(),
  mend: z.string(),
});
const Diagnosis = z.object({
  findings: z.array(Finding),
  unchecked: z.array(z.object({ what: z.string(), why: z.string() })),
});
type Finding = z.infer<typeof Finding>;

/** A promise about advice that was broken. */
class BrokenPromise extends Error {}

/** What was printed and done, for whoever has to find out. */
export interface Course {
  readonly findings: readonly Finding[];
  readonly left: readonly Finding[];
  readonly commands: readonly string[];
}

/** What changes nothing: it shows something, or the shell refuses it without the range that only its user knows. */
const CHANGES_NOTHING =
  /^(?:podroutes plan |aws ec2 describe-|gcloud compute (?:\w|-)+ (?:describe|list|get)|.*\$\{POD_CIDR:\?)/;

/** Findings that no command mends: somebody has to decide. */
const UNDECIDED = [
  'pod-cidr-unreadable',
  'pod-cidr-refused',
  'pod-cidr-doubled',
  'route-contested',
  'route-shadowed',
] as const;

/** But for other ways, which stand behind a #. */
const linesOf = ({ mend }: Finding) => mend.split('\n').filter((line) => !line.startsWith('#'));

const isPodroutes = (line: string) => line.startsWith('podroutes ');

/** Whether the advice begins with a look at something, and has no range to state. */
function isUndecided(finding: Finding): boolean {
  const [first = '', ...rest] = linesOf(finding);
  if (!UNDECIDED.some((id) => id === finding.id) || !CHANGES_NOTHING.test(first)) return false;
  return rest.every((line) => CHANGES_NOTHING.test(line) || isPodroutes(line));
}

async function diagnose({ env }: Patient): Promise<Finding[]> {
  const { code, stdout, stderr } = await runCommandLine(['doctor', '--output', 'json'], env);
  if (stdout === '') throw new BrokenPromise(`the doctor ended with ${code}: ${stderr}`);
  const diagnosis = Diagnosis.parse(JSON.parse(stdout));
  const { findings } = diagnosis;
  const unchecked = withoutDryRunDoubts(diagnosis.unchecked);
  if (unchecked.length > 0)
    throw new BrokenPromise(`not checked: ${unchecked.map(({ what, why }) => `${what}: ${why}`).join(', ')}`);
  return findings.filter(({ id }) => id !== 'not-deployed');
}

/** The commands of all findings, mixed at random; those of one finding stay in turn. */
function shuffled(findings: readonly Finding[], order: number): string[] {
  const queues = findings.map(linesOf);
  const commands: string[] = [];
  let state = order >>> 0;
  while (queues.some(({ length }) => length > 0)) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const waiting = queues.filter(({ length }) => length > 0);
    const line = waiting[(state >>> 8) % waiting.length]?.shift();
    if (line !== undefined) commands.push(line);
  }
  return commands;
}

/** Sees after every call that no route is gone that worked at the start, or later for a node that states its range still. */
class RouteWatch {
  readonly #patient: Patient;
  readonly #first: ReadonlySet<string>;
  missing: string | undefined;
  command = '';

  constructor(patient: Patient) {
    this.#patient = patient;
    this.#first = patient.workingRoutes();
  }

  look(action: string): void {
    const working = this.#patient.workingRoutes();
    const lost = [...this.#first].find((route) => !working.has(route));
    if (lost !== undefined) this.missing ??= `${lost} worked and is gone after ${action} of ${this.command}`;
  }
}

async function carryOut(patient: Patient, line: string): Promise<void> {
  const [program = '', ...words] = wordsOf(line);
  if (program === 'podroutes') await runCommandLine(words, patient.env);
  else if (!line.includes('${POD_CIDR:?')) await patient.type(program, words);
}

const keyOf = ({ id, subject }: Finding) => `${id} of ${subject}`;

const told = ({ id, what, mend }: Finding) => `  ${id}: ${what}\n    $ ${mend.replaceAll('\n', '\n    $ ')}`;

function verify({ findings, left, commands }: Course): void {
  const before = new Set(findings.map(keyOf));
  const undecided = new Set(findings.filter(isUndecided).map(keyOf));
  const fresh = left.filter((each) => !before.has(keyOf(each)));
  const unmended = left.filter((each) => each.severity === 'broken' && !undecided.has(keyOf(each)));
  if (fresh.length + unmended.length === 0) return;
  const sections = [
    `new findings:\n${fresh.map(told).join('\n')}`,
    `not mended:\n${unmended.map(told).join('\n')}`,
    `found at first:\n${findings.map(told).join('\n')}`,
    `typed:\n  $ ${commands.join('\n  $ ')}`,
  ];
  throw new BrokenPromise(sections.join('\n'));
}

/** Asks the doctor, types everything that it prints in a random order, and asks again. Throws BrokenPromise. */
export async function followAdvice(patient: Patient, order: number): Promise<Course> {
  const findings = await diagnose(patient);
  const watch = new RouteWatch(patient);
  const stop = patient.onCall((action) => watch.look(action));
  const commands = shuffled(findings, order);
  const [harm] = harmTo(patient.requests(), commands);
  if (harm !== undefined) throw new BrokenPromise(harm);
  const typed = new Set<string>();
  for (const line of commands) {
    // A second time it says that it is done already, and a resync that there is nothing to do.
    if (typed.has(line)) continue;
    // Whatever is typed gives our own commands something to do again.
    if (!isPodroutes(line)) for (const each of commands.filter(isPodroutes)) typed.delete(each);
    typed.add(line);
    watch.command = line;
    await carryOut(patient, line);
    watch.look('the end');
    if (watch.missing !== undefined) {
      throw new BrokenPromise(
        `${watch.missing}\n${findings.map(told).join('\n')}\n  typed: ${commands.join('\n    ')}`,
      );
    }
  }
  stop();
  const course = { findings, commands, left: await diagnose(patient) };
  verify(course);
  return course;
}
