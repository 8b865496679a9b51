import type { ReactNode } from 'react';

/** What a column is called; a name that is not seen is still said. */
export type Column = string | { readonly name: string; readonly number?: boolean; readonly unseen?: boolean };

/** For the column of buttons at the end of a row. */
export const actionsColumn: Column = { name: 'What can be done', unseen: true };

interface TableProps {
  /** Names the region that scrolls where the table is wider than the page. */
  readonly label: string;
  readonly columns: readonly Column[];
  /** Its rows, which say their columns' names again in data-label: on a narrow page each is a card. */
  readonly children: ReactNode;
}

/** The frame of every table of records. */
export function Table({ label, columns, children }: TableProps) {
  return (
    <section className="scroll" aria-label={label}>
      <table className="cards">
        <thead>
          <tr>
            {columns.map((column) => {
              const { name, number = false, unseen = false } = typeof column === 'string' ? { name: column } : column;
              return (
                <th key={name} scope="col" {...(number && { className: 'number' })}>
                  {unseen ? <span className="unseen">{name}</span> : name}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
