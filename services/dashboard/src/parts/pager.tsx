interface PagerProps {
  /** Of what there are pages. */
  readonly of: string;
  /** Of the pages before this one; the first page has none. */
  readonly cursors: readonly string[];
  readonly next: string | null | undefined;
  readonly onTurn: (cursors: readonly string[]) => void;
}

/** To newer and older records; nothing where all of them are on one page. */
export function Pager({ of, cursors, next, onTurn }: PagerProps) {
  const last = next === null || next === undefined;
  if (cursors.length === 0 && last) return null;
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <button type="button" disabled={cursors.length === 0} onClick={() => onTurn(cursors.slice(0, -1))}>
        Newer
      </button>
      <span className="hint">Page {cursors.length + 1}</span>
      <button type="button" disabled={last} onClick={() => !last && onTurn([...cursors, next])}>
        Older
      </button>
    </nav>
  );
}
