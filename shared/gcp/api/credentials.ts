import { type AuthClient, Compute } from 'google-auth-library';
import { CREDENTIALS_UNANSWERED } from '../../reconcile/cloud/cloud-error.ts';
import { credentialsError, REQUEST_TIMEOUT, withTimeLimit } from '../../reconcile/cloud/time-limit.ts';
import { connectionCode } from './errors.ts';

/** The part of a request's time that credentials may take: less than all, so that their source is named and not the API. */
const SHARE = 0.9;

/**
 * Asks for credentials, which the client keeps for the request that follows. Whoever gives them is named where there is no
 * answer: else that would look like silence of the API.
 */
export async function requireCredentials(getClient: () => Promise<AuthClient>, requestTimeout: number): Promise<void> {
  // Where no file has them, it is looked for first.
  let source = 'the metadata server of Google Cloud';
  const ask = async () => {
    const client = await getClient();
    if (!(client instanceof Compute)) source = 'the token endpoint of Google';
    await client.getRequestHeaders();
  };
  const tooLate = (milliseconds: number) =>
    credentialsError(`${source} gave no credentials within ${milliseconds / 1000} s`);
  try {
    await withTimeLimit(ask(), SHARE * Math.min(requestTimeout, REQUEST_TIMEOUT), tooLate);
  } catch (error) {
    const code = connectionCode(error);
    if (code === undefined || code === CREDENTIALS_UNANSWERED) throw error;
    throw credentialsError(`${source} does not answer (${code})`, error);
  }
}
