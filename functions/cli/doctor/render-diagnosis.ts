import { counted } from '../../../shared/reconcile/model/text/counted.ts';
import { groupBy } from '../../../shared/reconcile/model/group-by.ts';
import type { Paint, Style } from '../render/terminal/colour.ts';
import { hanging } from '../render/terminal/wrap.ts';
import { type Area, AREAS, type Severity } from './catalogue.ts';
import type { Diagnosis, Unchecked } from './run-checks.ts';
import type { Finding } from './finding.ts';

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
const MAX_SHOWN = 5;

const TITLE_WIDTH = Math.max(...Object.values(TITLES).map(({ length }) => length)) + 2;

function countOf(findings: readonly Finding[], severity: Severity): string {
  const count = findings.filter((each) => each.severity === severity).length;
  return counted(count, severity, severity === 'broken' ? severity : `${severity}s`);
}

/** `2 broken, 1 note`: the severities that occur. */
function severityCounts(findings: readonly Finding[], paint: Paint): string {
  return SEVERITIES.filter((severity) => findings.some((each) => each.severity === severity))
    .map((severity) => paint(STYLES[severity], countOf(findings, severity)))
    .join(', ');
}

interface Screen {
  readonly paint: Paint;
  readonly width: number | undefined;
}

/** Findings that one command mends stand above it. */
function findingTypeLines([first, ...rest]: readonly Finding[], screen: Screen): string[] {
  const { paint, width } = screen;
  if (first === undefined) return [];
  const all = [first, ...rest];
  const byRemediation = groupBy(all.slice(0, MAX_SHOWN), ({ mend }) => mend);
  const shownLines = [...byRemediation].flatMap(([mend, some]) => [
    ...some.map(({ what }) => hanging('    - ', what, width)),
    ...mend.split('\n').map((line) => (line.startsWith('#') ? `      ${line}` : `      $ ${paint('bold', line)}`)),
  ]);
  const left = all.length - MAX_SHOWN;
  const more = left > 0 ? [hanging('    - ', `and ${left} more like these: --output json has them all`, width)] : [];
  const heading = `${paint(STYLES[first.severity], first.severity)} ${first.id}: ${paint('dim', first.why)}`;
  return [hanging('  ', heading, width, '    '), ...shownLines, ...more];
}

function uncheckedLines(unchecked: readonly Unchecked[], { paint, width }: Screen): string[] {
  return unchecked.map(({ what, why }) =>
    hanging('  ', `${paint('yellow', 'not checked')} ${what}: ${why}`, width, '    '),
  );
}

function areaLines(area: Area, { findings, checked, unchecked }: Diagnosis, screen: Screen): string[] {
  const { paint } = screen;
  const areaFindings = findings.filter((each) => each.area === area);
  const areaUnchecked = unchecked.filter((each) => each.area === area);
  if (areaFindings.length === 0 && areaUnchecked.length === 0 && checked.every((each) => each.area !== area)) return [];
  const words = [
    ...(areaFindings.length > 0 ? [severityCounts(areaFindings, paint)] : []),
    ...(areaUnchecked.length > 0 ? [paint('yellow', `${areaUnchecked.length} not checked`)] : []),
  ];
  const state = words.length === 0 ? paint('green', 'ok') : words.join(', ');
  const kinds = [...groupBy(areaFindings, ({ id }) => id).values()].toSorted(
    ([a], [b]) => SEVERITIES.indexOf(a?.severity ?? 'note') - SEVERITIES.indexOf(b?.severity ?? 'note'),
  );
  return [
    `${TITLES[area].padEnd(TITLE_WIDTH)}${state}`,
    ...kinds.flatMap((some) => findingTypeLines(some, screen)),
    ...uncheckedLines(areaUnchecked, screen),
  ];
}

function summary({ findings, checked, unchecked }: Diagnosis): string {
  const counts = SEVERITIES.map((severity) => countOf(findings, severity)).join(', ');
  const open = unchecked.length === 0 ? '' : `, ${unchecked.length} not checked`;
  return `${counts}; ${counted(checked.length, 'check')} done${open}.`;
}

/** A diagnosis for people: a line for each area, below it what is wrong there, and one line of summary. */
export function renderDiagnosis(diagnosis: Diagnosis, paint: Paint, width?: number): string {
  const areas = AREAS.flatMap((area) => areaLines(area, diagnosis, { paint, width }));
  const lines = [...areas, hanging('', summary(diagnosis), width)];
  return lines.map((line) => `${line}\n`).join('');
}
