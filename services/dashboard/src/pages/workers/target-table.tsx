import type { TargetRecord } from '@octet/contracts';
import { Badge } from '../../parts/badges.tsx';

export function TargetTable({ targets }: { readonly targets: readonly TargetRecord[] }) {
  return (
    <section className="scroll" aria-label="Targets">
      <table className="cards">
        <thead>
          <tr>
            <th scope="col">Target</th>
            <th scope="col">Needs a worker of class</th>
            <th scope="col" className="number">
              Workers
            </th>
          </tr>
        </thead>
        <tbody>
          {targets.map(({ name, job_class, workers }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-label="Needs a worker of class">{job_class}</td>
              <td data-label="Workers" className="number">
                {workers > 0 ? workers : <Badge mark="!" word="None: jobs wait" tone="warn" />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
