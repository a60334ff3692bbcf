import { expect, it } from 'vitest';
import { formatAwsTable, formatGcloudTable } from '../../../../functions/cli/render/cloud-cli-tables.ts';

// Both as printed in the lab "Provisioning Pod Network Routes" of Kubernetes the Hard Way.
const AWS = `
----------------------------------------------------------
|                   DescribeRouteTables                  |
+---------------------+-----------------+----------------+
|  None               |  0.0.0.0/0      |  igw-116a3177  |
|  i-0d173dd08280c9f52|  10.200.0.0/24  |  None          |
|  i-0a4ae7e79b0bc3cc9|  10.200.1.0/24  |  None          |
|  i-0a424b69034b9068f|  10.200.2.0/24  |  None          |
|  None               |  10.240.0.0/24  |  local         |
+---------------------+-----------------+----------------+
`.trim();

// As the AWS CLI prints it for gateway ids of today's length.
const AWS_LONG_IDS = `
-------------------------------------------------------------------
|                       DescribeRouteTables                       |
+---------------------+-----------------+-------------------------+
|  None               |  0.0.0.0/0      |  igw-01e51990a8817ffce  |
|  i-03eb72b67367193ac|  10.200.8.0/24  |  None                   |
|  None               |  10.240.0.0/24  |  local                  |
+---------------------+-----------------+-------------------------+
`.trim();

const GCP = `
NAME                            NETWORK                  DEST_RANGE     NEXT_HOP                  PRIORITY
default-route-236a40a8bc992b5b  kubernetes-the-hard-way  0.0.0.0/0      default-internet-gateway  1000
default-route-df77b1e818a56b30  kubernetes-the-hard-way  10.240.0.0/24                            1000
kubernetes-route-10-200-0-0-24  kubernetes-the-hard-way  10.200.0.0/24  10.240.0.20               1000
`.trim();

const cellsOf = (table: string) =>
  table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

it.each([AWS, AWS_LONG_IDS])('prints the table of the AWS CLI to the byte', (table) => {
  expect(formatAwsTable('DescribeRouteTables', cellsOf(table))).toBe(table);
});

it('prints the table of gcloud to the byte', () => {
  const [heading = '', ...lines] = GCP.split('\n');
  const starts = ['NAME', 'NETWORK', 'DEST_RANGE', 'NEXT_HOP', 'PRIORITY'].map((name) => heading.indexOf(name));
  const cells = (line: string) => starts.map((start, i) => line.slice(start, starts[i + 1]).trim());
  expect(formatGcloudTable(cells(heading), lines.map(cells))).toBe(GCP);
});
