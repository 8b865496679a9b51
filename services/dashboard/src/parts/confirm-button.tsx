import { type ReactNode, useId, useRef } from 'react';
import './confirm-button.css';

export interface ConfirmButtonProps {
  /** What the button says, here and in the question. */
  readonly label: string;
  /** Names what it is done to, for those who do not see the row. */
  readonly of: string;
  readonly question: string;
  readonly onConfirm: () => void;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}

/** Asks before it does what cannot be undone. */
export function ConfirmButton({ label, of, question, onConfirm, disabled = false, children }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const close = () => dialog.current?.close();
  return (
    <>
      <button
        type="button"
        className="danger"
        aria-label={`${label} ${of}`}
        disabled={disabled}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <dialog ref={dialog} aria-labelledby={title}>
        <h2 id={title}>{question}</h2>
        {children}
        <div className="actions">
          <button
            type="button"
            className="danger"
            onClick={() => {
              close();
              onConfirm();
            }}
          >
            {label}
          </button>
          <button type="button" className="quiet" onClick={close}>
            Keep it
          </button>
        </div>
      </dialog>
    </>
  );
}
