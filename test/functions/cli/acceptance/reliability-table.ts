import { readFile } from 'node:fs/promises';

const PAGE = new URL('../../../../docs/reliability.md', import.meta.url);

/** The rows about a cloud of the table of what nobody has confirmed, each with the variants of the local cloud that turn it round. */
export async function unconfirmedOn(cloud: 'AWS' | 'GCP'): Promise<{ behaviour: string; variants: string[] }[]> {
  const [, section = ''] = (await readFile(PAGE, 'utf8')).split('## Believed, not observed');
  const rows = section.split('\n').filter((line) => line.startsWith(`| ${cloud} `));
  return rows.map((row) => {
    const [, , behaviour = '', , turned = ''] = row.split('|').map((cell) => cell.trim());
    return { behaviour, variants: [...turned.matchAll(/\(`(\w+(?:=\w+)?)`[);]/g)].map(([, name = '']) => name) };
  });
}
