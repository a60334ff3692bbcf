/** Preloaded into a process: its servers listen on 127.0.0.1, and it prints where. The framework itself takes all interfaces. */
import { Server } from 'node:net';

const listen: unknown = Reflect.get(Server.prototype, 'listen');
if (typeof listen !== 'function') throw new TypeError('node:net has changed');

Reflect.set(Server.prototype, 'listen', function onLoopback(this: Server, port: unknown, ...rest: unknown[]): unknown {
  this.once('listening', () => process.stdout.write(`${JSON.stringify({ listening: this.address() })}\n`));
  return Reflect.apply(listen, this, [{ port: Number(port), host: '127.0.0.1' }, ...rest]);
});
