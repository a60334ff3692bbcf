import { groupBy } from '../../../shared/reconcile/group.ts';
import type { Paint, Style } from '../render/colour.ts';
import { type Area, AREAS, type Severity } from './catalogue.ts';
import type { Diagnosis, Unchecked } from './examine.ts';
import type { Finding } from './model.ts';

const TITLES: Readonly<Record<Area, string>> = {
  network: 'Network',
  routes: 'Routes',
  forwarding: 'Forwarding',
  addresses: 'Addresses',
  quota: 'Quota',
  firewall: 'Firewall',
  deployment: 'Deployment',
  'dead-letters': 'Dead letters',
  permissions: 'Permissions',
};

const SEVERITIES: readonly Severity[] = ['broken', 'warning', 'note'];

const STYLES: Readonly<Record<Severity, Style>> = { broken: 'red', warning: 'yellow', note: 'cyan' };

/** Findings of one kind that are told in full. */
const SHOWN = 5;

const TITLE_WIDTH = Math.max(...Object.values(TITLES).map(({ length }) => length)) + 2;

function countOf(findings: readonly Finding[], severity: Severity): string {
  const count = findings.filter((each) => each.severity === severity).length;
  return `${count} ${severity}${severity === 'broken' || count === 1 ? '' : 's'}`;
}

/** `2 broken, 1 note`: the severities that occur. */
function tally(findings: readonly Finding[], paint: Paint): string {
  return SEVERITIES.filter((severity) => findings.some((each) => each.severity === severity))
    .map((severity) => paint(STYLES[severity], countOf(findings, severity)))
    .join(', ');
}

/** Findings that one command mends stand above it. */
function kindLines([first, ...rest]: readonly Finding[], paint: Paint): string[] {
  if (first === undefined) return [];
  const all = [first, ...rest];
  const byMend = groupBy(all.slice(0, SHOWN), ({ mend }) => mend);
  const told = [...byMend].flatMap(([mend, some]) => [
    ...some.map(({ what }) => `    - ${what}`),
    ...mend.split('\n').map((line) => `      $ ${paint('bold', line)}`),
  ]);
  const left = all.length - SHOWN;
  const more = left > 0 ? [`    - and ${left} more like these: --output json has them all`] : [];
  const heading = `  ${paint(STYLES[first.severity], first.severity)} ${first.id}: ${paint('dim', first.why)}`;
  return [heading, ...told, ...more];
}

function uncheckedLines(unchecked: readonly Unchecked[], paint: Paint): string[] {
  return unchecked.map(({ what, why }) => `  ${paint('yellow', 'not checked')} ${what}: ${why}`);
}

function areaLines(area: Area, { findings, checked, unchecked }: Diagnosis, paint: Paint): string[] {
  const mine = findings.filter((each) => each.area === area);
  const open = unchecked.filter((each) => each.area === area);
  if (mine.length === 0 && open.length === 0 && checked.every((each) => each.area !== area)) return [];
  const words = [
    ...(mine.length > 0 ? [tally(mine, paint)] : []),
    ...(open.length > 0 ? [paint('yellow', `${open.length} not checked`)] : []),
  ];
  const state = words.length === 0 ? paint('green', 'ok') : words.join(', ');
  const kinds = [...groupBy(mine, ({ id }) => id).values()].toSorted(
    ([a], [b]) => SEVERITIES.indexOf(a?.severity ?? 'note') - SEVERITIES.indexOf(b?.severity ?? 'note'),
  );
  return [
    `${TITLES[area].padEnd(TITLE_WIDTH)}${state}`,
    ...kinds.flatMap((some) => kindLines(some, paint)),
    ...uncheckedLines(open, paint),
  ];
}

function summary({ findings, checked, unchecked }: Diagnosis): string {
  const counts = SEVERITIES.map((severity) => countOf(findings, severity)).join(', ');
  const open = unchecked.length === 0 ? '' : `, ${unchecked.length} not checked`;
  return `${counts}; ${checked.length} checks done${open}.`;
}

/** A diagnosis for people: a line for each area, below it what is wrong there, and one line of summary. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint): string {
  const lines = [...AREAS.flatMap((area) => areaLines(area, diagnosis, paint)), summary(diagnosis)];
  return lines.map((line) => `${line}\n`).join('');
}
