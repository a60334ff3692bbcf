import { BadRequest } from './bad-request.ts';

/** `field operator "value"`: all that is kept here of the Logging query language. */
export interface Clause {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

const CLAUSE = /^(?:AND\s+)?([A-Za-z_][\w.]*)\s*(>=|<=|!=|=|:|>|<)\s*("[^"]*"|[\w./-]+)\s*/;

const SEVERITIES = ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL', 'ALERT', 'EMERGENCY'];

/** Comparisons that all have to hold; anything else is refused. https://cloud.google.com/logging/docs/view/logging-query-language */
export function clausesOf(filter: string): Clause[] {
  const clauses: Clause[] = [];
  let rest = filter.trim();
  while (rest !== '') {
    const [whole, field, operator, value] = CLAUSE.exec(rest) ?? [];
    if (whole === undefined || field === undefined || operator === undefined || value === undefined)
      throw new BadRequest(`Unparseable filter: the local cloud does not read "${rest}"`);
    clauses.push({ field, operator, value: value.replaceAll('"', '') });
    rest = rest.slice(whole.length);
  }
  return clauses;
}

function textAt(entry: object, field: string): string {
  const found = field.split('.').reduce((value: unknown, name) => Object(value)[name], entry);
  return typeof found === 'string' ? found : '';
}

const numberOf = (field: string, value: string) =>
  field === 'severity' ? SEVERITIES.indexOf(value) : Date.parse(value);

export function matches(entry: object, { field, operator, value }: Clause): boolean {
  const found = textAt(entry, field);
  const difference = numberOf(field, found) - numberOf(field, value);
  switch (operator) {
    case '=':
      return found === value;
    case '!=':
      return found !== value;
    case ':':
      return decodeURIComponent(found).includes(value);
    case '>=':
      return difference >= 0;
    case '>':
      return difference > 0;
    case '<=':
      return difference <= 0;
    case '<':
      return difference < 0;
    default:
      throw new BadRequest(`Unparseable filter: there is no operator ${operator}`);
  }
}
