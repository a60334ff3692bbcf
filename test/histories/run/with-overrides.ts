/** `target` with what `instead` answers for some of its properties. */
export function withOverrides<Target extends object>(
  target: Target,
  instead: (name: string, value: unknown) => unknown,
): Target {
  return new Proxy(target, {
    get(_, name): unknown {
      const value: unknown = Reflect.get(target, name);
      const other = typeof name === 'string' ? instead(name, value) : undefined;
      return other ?? (typeof value === 'function' ? value.bind(target) : value);
    },
  });
}
