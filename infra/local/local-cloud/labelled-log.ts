import { type Logger, makeLogger } from '../../../functions/common/log.ts';

/** A function's log lines as it writes them, each behind the name of its cloud. */
export const labelledLog = (cloud: 'aws' | 'gcp', write: (line: string) => void): Logger =>
  makeLogger(cloud, { write: (line) => write(`${cloud} | ${line}`) });
