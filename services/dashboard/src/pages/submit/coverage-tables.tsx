import type { DryRun } from '../../api/wire.ts';
import { Name } from '../../parts/name.tsx';
import { Table } from '../../parts/table.tsx';

type Coverage = NonNullable<DryRun['coverage']>;

/** Which operators would run in integers, and why others would not. */
export function CoverageTables({ coverage }: { readonly coverage: Coverage }) {
  const { target, ops, float, refusals, unknown_sizes, assumed } = coverage;
  const total = (of: 'integer' | 'movement' | 'absorbed' | 'float') => ops.reduce((sum, row) => sum + row[of], 0);
  return (
    <>
      <p>
        For {target}: {total('integer')} of {coverage.prepared_nodes} nodes would compute in integers, {total('float')} in float
        {total('movement') + total('absorbed') > 0 && '; the others only move values or vanish into a neighbour'}.
      </p>
      <p className="hint">
        Assumed: {assumed}.
        {unknown_sizes > 0 &&
          ` The sizes of ${unknown_sizes} nodes are not in the file; the job measures them, and may then decide otherwise.`}
      </p>
      <details>
        <summary>By operator</summary>
        <Table label="Nodes by operator" columns={['Operator', ...['Nodes', 'Integer', 'Moved', 'Absorbed', 'Float'].map(number)]}>
          {ops.map(({ op, count, integer, movement, absorbed, float: inFloat }) => (
            <tr key={op}>
              <th scope="row">
                <Name text={op} />
              </th>
              <Count label="Nodes" value={count} />
              <Count label="Integer" value={integer} />
              <Count label="Moved" value={movement} />
              <Count label="Absorbed" value={absorbed} />
              <Count label="Float" value={inFloat} />
            </tr>
          ))}
        </Table>
      </details>
      {float.length > 0 && (
        <details>
          <summary>What stays in float, and why ({float.length})</summary>
          <Reasons label="Nodes in float" first="Operator" rows={float.map(({ op, ...rest }) => ({ what: op, ...rest }))} />
        </details>
      )}
      {refusals.length > 0 && (
        <details>
          <summary>What could not be fused, and why ({refusals.length})</summary>
          <Reasons label="Refusals" first="Rule" rows={refusals.map(({ rule, ...rest }) => ({ what: rule, ...rest }))} />
        </details>
      )}
    </>
  );
}

const number = (name: string) => ({ name, number: true }) as const;

const Count = ({ label, value }: { readonly label: string; readonly value: number }) => (
  <td data-label={label} className="number">
    {value}
  </td>
);

interface ReasonsProps {
  readonly label: string;
  readonly first: string;
  readonly rows: readonly { readonly what: string; readonly node: string; readonly reason: string }[];
}

function Reasons({ label, first, rows }: ReasonsProps) {
  return (
    <Table label={label} columns={['Node', first, 'Reason']}>
      {rows.map(({ what, node, reason }) => (
        <tr key={`${what} ${node}`}>
          <th scope="row">
            <Name text={node} />
          </th>
          <td data-label={first}>
            <Name text={what} />
          </td>
          <td data-label="Reason">
            <Name text={reason} limit={300} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
