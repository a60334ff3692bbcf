import { readFile } from 'node:fs/promises';

const PAGE = new URL('../../../../docs/reliability.md', import.meta.url);

/** The rows about AWS of the table of what nobody has confirmed, with the variant of the local EC2 that turns each round. */
export async function unconfirmedOnAws(): Promise<{ behaviour: string; variant: string | undefined }[]> {
  const [, section = ''] = (await readFile(PAGE, 'utf8')).split('## Believed, not observed');
  const rows = section.split('\n').filter((line) => line.startsWith('| AWS '));
  return rows.map((row) => {
    const [, , behaviour = '', , turned = ''] = row.split('|').map((cell) => cell.trim());
    return { behaviour, variant: /\(`(\w+)`\)/.exec(turned)?.[1] };
  });
}
