import type { FormEvent, ReactNode } from 'react';
import { ErrorNotice } from './problem-notice.tsx';

interface FormCardProps {
  readonly title: string;
  /** What its button says. */
  readonly action: string;
  readonly onSubmit: () => void;
  readonly disabled: boolean;
  /** Why the service refused what was sent last. */
  readonly error: Error | null;
  readonly children: ReactNode;
}

/** A small form that makes one thing. */
export function FormCard({ title, action, onSubmit, disabled, error, children }: FormCardProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="card stack" onSubmit={submit} aria-label={title}>
      <h2>{title}</h2>
      {children}
      {error !== null && <ErrorNotice error={error} />}
      <div className="actions">
        <button type="submit" className="primary" disabled={disabled}>
          {action}
        </button>
      </div>
    </form>
  );
}
