/** The paths of a mask: `a(b,c/d)` has `a/b` and `a/c/d`. */
export function pathsOf(mask: string): string[][] {
  const paths: string[][] = [];
  const open: string[][] = [[]];
  for (const [, name = '', end = ''] of mask.matchAll(/([\w*/]*)([(),]|$)/g)) {
    const path = [...(open.at(-1) ?? []), ...name.split('/').filter((part) => part !== '')];
    if (end === '(') open.push(path);
    else if (name !== '') paths.push(path);
    if (end === ')') open.pop();
  }
  return paths;
}
