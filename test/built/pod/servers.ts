import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';

const Bound = z.object({ port: z.number() });

interface Running extends AsyncDisposable {
  readonly port: number;
}

async function run(server: Server): Promise<Running> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = Bound.parse(server.address());
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** TLS before a server, under a certificate that it writes to `folder/ca.crt`. `tokens` gets what clients say of themselves. */
export function startTls(target: string, folder: string, tokens: Set<string | undefined>): Promise<Running> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'ca.crt')];
  const make = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=kubernetes'.split(
    ' ',
  );
  const files = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert];
  execFileSync('openssl', [...make, ...files], { stdio: 'ignore' });
  const relay: RequestListener = (incoming, response) => {
    const { method, headers, url = '' } = incoming;
    tokens.add(headers.authorization);
    const onward = request(target + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
  return run(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, relay));
}

const CREDENTIALS =
  '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>' +
  '<Credentials><AccessKeyId>ASIALOCAL</AccessKeyId><SecretAccessKey>local</SecretAccessKey><SessionToken>local</SessionToken>' +
  '<Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>';

/** Gives credentials to everybody. `asked` gets the parameters. */
export function startSts(asked: Record<string, string>[]): Promise<Running> {
  return run(
    createServer((incoming, response) => {
      void text(incoming).then((body) => {
        asked.push(Object.fromEntries(new URLSearchParams(body)));
        response.writeHead(200, { 'content-type': 'text/xml' }).end(CREDENTIALS);
      });
    }),
  );
}
