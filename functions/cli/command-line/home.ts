import { homedir } from 'node:os';

/**
 * Gives a user without HOME and without an entry in passwd, as in a container, the home that container runtimes give them: `/`. Node
 * throws where such a user's home is asked for, as the clients of the clouds do before they look for their files.
 */
export function ensureHome(env: NodeJS.ProcessEnv, askHome: () => string = homedir): void {
  if (env['HOME'] !== undefined) return;
  try {
    askHome();
  } catch {
    env['HOME'] = '/';
  }
}
