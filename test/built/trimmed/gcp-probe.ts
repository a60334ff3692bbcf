import { join } from 'node:path';
import { ROOT } from '../../../infra/build/bundle.ts';

/** `globalOperations` for GlobalOperationsClient. */
function collection(client: string): string {
  const name = client.replace(/Client$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/**
 * The source of a probe of Compute Engine clients, by the file that each comes from. It is our own code to the trimming,
 * which keeps the methods that this code names: so it has to name `calls`.
 */
export function gcpProbe(clients: ReadonlyMap<string, ReadonlySet<string>>, calls: readonly string[]): string {
  const classes = [...clients].map(([from, names]) => ({ from, name: [...names].join() }));
  return `
    import { CALL_OPTIONS, clientOptions, listOptions } from '${join(ROOT, 'shared/gcp/api/client.ts')}';
    import { PARTIAL_SUCCESS } from '${join(ROOT, 'shared/gcp/api/extra-query.ts')}';
    ${classes.map(({ from, name }) => `import { ${name} } from '${from}';`).join('\n')}
    export const calls = ${JSON.stringify(calls)};
    export function open({ port }) {
      const options = () => clientOptions({ project: 'any', endpoint: new URL('http://127.0.0.1:' + port) });
      const clients = { ${classes.map(({ name }) => `${collection(name)}: new ${name}(options())`).join(', ')} };
      return {
        async call(name, input, timeout = CALL_OPTIONS.timeout) {
          const [of, method] = name.split('.');
          await clients[of].initialize();
          // As our code does, the call beneath the public method, whose iterator hides parts of the answer.
          const isAggregated = method === 'aggregatedList';
          const methods = isAggregated ? clients[of].innerApiCalls : clients[of];
          const query = isAggregated ? PARTIAL_SUCCESS : undefined;
          return methods[method](input, listOptions(undefined, { ...CALL_OPTIONS, timeout }, query));
        },
        close: () => Promise.all(Object.values(clients).map((client) => client.close())),
      };
    }`;
}
