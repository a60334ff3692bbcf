import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { promisify } from 'node:util';

/** A server on loopback behind TLS. */
export interface TlsProxy extends AsyncDisposable {
  readonly url: string;
  /** File with the certificate, for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
}

async function createCertificate(folder: string): Promise<{ key: Buffer; cert: Buffer }> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  await promisify(execFile)('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert]);
  return { key: await readFile(key), cert: await readFile(cert) };
}

/** Puts TLS before the server at `port`. Undefined where there is no openssl, which makes the certificate. */
export async function startTlsProxy(port: number): Promise<TlsProxy | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-tls-'));
  const remove = () => rm(folder, { recursive: true });
  const pair = await createCertificate(folder).catch(() => undefined);
  if (pair === undefined) {
    await remove();
    return undefined;
  }
  const server = createServer(pair, (socket) => {
    // Small writes one after the other would wait for each other's acknowledgement, 40 ms each.
    const behind = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.setNoDelay(true);
    socket.pipe(behind).pipe(socket);
    for (const each of [socket, behind]) each.on('error', () => socket.destroy() && behind.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `https://127.0.0.1:${address.port}`,
    certificate: join(folder, 'cert.pem'),
    async [Symbol.asyncDispose]() {
      server.close();
      await remove();
    },
  };
}
