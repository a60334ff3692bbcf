import type { Logger } from '../../../functions/common/log.ts';

/** A logger that writes to both. */
export function twoLogs(one: Logger, other: Logger): Logger {
  const at =
    (level: keyof Logger): Logger['info'] =>
    (fields, message) => {
      one[level](fields, message);
      other[level](fields, message);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
