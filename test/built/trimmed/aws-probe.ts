/** The source of a probe of one AWS package: what our code imports from it by name, and no more. */
export function awsProbe(from: string, names: ReadonlySet<string>): string {
  const client = [...names].find((name) => name.endsWith('Client'));
  const commands = [...names].filter((name) => name.endsWith('Command'));
  const paginators = [...names].filter((name) => name.startsWith('paginate'));
  return `
    import { ${[...names].join(', ')} } from '${from}';
    const commands = { ${commands.join(', ')} };
    const paginators = { ${paginators.join(', ')} };
    export function open(options) {
      const client = new ${client}(options);
      return {
        call: (name, input) => name in paginators
          ? Array.fromAsync(paginators[name]({ client, pageSize: 5 }, input))
          : client.send(new commands[name](input)),
        resolveEndpoint: (parameters) => client.config.endpointProvider(parameters),
        close: () => client.destroy(),
      };
    }`;
}
