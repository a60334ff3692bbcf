import { subscribe } from 'node:diagnostics_channel';

/** Requests of this process that were sent and not answered yet, by whatever client. */
let unanswered = 0;
const begin = () => void (unanswered += 1);
const end = () => void (unanswered = Math.max(0, unanswered - 1));

// https://nodejs.org/api/diagnostics_channel.html#http and https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
for (const name of ['http.client.request.start', 'undici:request:create']) subscribe(name, begin);
for (const name of [
  'http.client.response.finish',
  'http.client.request.error',
  'undici:request:headers',
  'undici:request:error',
])
  subscribe(name, end);

/** Whether something is under way that takes no time on a clock which the test moves: a request, a file, a look-up of a name. */
export function isBusy(): boolean {
  return unanswered > 0 || process.getActiveResourcesInfo().some((each) => /^(FSReq|GetAddrInfo)/.test(each));
}
