import type { TargetRecord } from '../../api/wire.ts';
import { Badge } from '../../parts/badges.tsx';
import { Table } from '../../parts/table.tsx';

export function TargetTable({ targets }: { readonly targets: readonly TargetRecord[] }) {
  return (
    <Table label="Targets" columns={['Target', 'Needs a worker of class', { name: 'Workers', number: true }]}>
      {targets.map(({ name, job_class, workers }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td data-label="Needs a worker of class">{job_class}</td>
          <td data-label="Workers" className="number">
            {workers > 0 ? workers : <Badge mark="!" word="None: jobs wait" tone="warn" />}
          </td>
        </tr>
      ))}
    </Table>
  );
}
