import { type DragEvent, useId, useState } from 'react';
import { bytes } from '../../parts/amounts.ts';
import { Name } from '../../parts/name.tsx';
import { Progress } from '../../parts/progress.tsx';
import type { ChosenFile } from './chosen-file.ts';

interface FileDropProps {
  readonly label: string;
  readonly hint: string;
  readonly chosen: ChosenFile | undefined;
  readonly onChoose: (chosen: ChosenFile | undefined) => void;
  /** Share sent; undefined while it is not being sent. */
  readonly sent: number | undefined;
  /** What is wrong with the file that was chosen. */
  readonly fault?: string | undefined;
  readonly disabled: boolean;
}

/** A place to drop a file on, or to choose one by the keyboard. */
export function FileDrop({ label, hint, chosen, onChoose, sent, fault, disabled }: FileDropProps) {
  const [over, setOver] = useState(false);
  const id = useId();
  const take = (file: File | undefined) => file !== undefined && onChoose({ kind: 'file', file });
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!disabled) take(event.dataTransfer.files[0]);
  };
  return (
    <fieldset
      className={over ? 'drop over' : 'drop'}
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="file"
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        aria-invalid={fault !== undefined}
        onChange={(event) => take(event.target.files?.[0])}
      />
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
      {chosen !== undefined && (
        <p className="chosen">
          <Chosen chosen={chosen} />
          <button type="button" className="quiet" disabled={disabled} onClick={() => onChoose(undefined)}>
            Remove<span className="unseen"> {label}</span>
          </button>
        </p>
      )}
      {sent !== undefined && <Progress value={sent} label={`Upload: ${label}`} />}
      {fault !== undefined && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

function Chosen({ chosen }: { readonly chosen: ChosenFile }) {
  const [name, size] = chosen.kind === 'file' ? [chosen.file.name, chosen.file.size] : [chosen.input.filename, chosen.input.bytes];
  return (
    <span>
      <Name text={name} limit={50} />{' '}
      <span className="hint">
        {bytes(size)}
        {chosen.kind === 'kept' && ', already with the service'}
      </span>
    </span>
  );
}
