import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { toCloudError } from '../../../../shared/aws/api/errors.ts';
import { CloudError, isUnanswered } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';

/** The API of a run, which asks again for a minute where it gets no answer: says so at once, and once until there is an answer. */
export function tellingOfSilence({ client, call }: Ec2Api, io: Io): Ec2Api {
  let isTold = false;
  const tell = (service: string, error: unknown) => {
    if (isTold || !(error instanceof CloudError) || !isUnanswered(error)) return;
    isTold = true;
    printNote(io, `${service} gives no whole answer (${error.message}); it is asked again`);
  };
  return {
    client,
    call: (action, subject, send, signal) => {
      const attempt = async () => {
        try {
          const answer = await send();
          isTold = false;
          return answer;
        } catch (error) {
          tell(action.includes(':') ? 'AWS' : 'EC2', toCloudError(error, action, subject));
          throw error;
        }
      };
      return call(action, subject, attempt, signal);
    },
  };
}
