import { useEffect, useRef, useState } from 'react';
import { Secret } from './secret.tsx';

export interface SecretOnceProps {
  readonly title: string;
  readonly secret: string;
  readonly hint: string;
  readonly onDone: () => void;
}

/** A secret that the service tells once. It takes the focus, so that nobody leaves without having met it. */
export function SecretOnce({ title, secret, hint, onDone }: SecretOnceProps) {
  const notice = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  useEffect(() => notice.current?.focus(), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied('yes');
    } catch {
      // Browsers give the clipboard to secure origins only: http on another machine is none.
      setCopied('refused');
    }
  };
  return (
    <section className="notice warn stack" aria-label={title} tabIndex={-1} ref={notice}>
      <h2>{title}</h2>
      <Secret text={secret} />
      <p>{hint}</p>
      <div className="actions">
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" className="quiet" onClick={onDone}>
          I have kept it
        </button>
        <span role="status" className="hint">
          {said[copied]}
        </span>
      </div>
    </section>
  );
}

const said = { no: '', yes: 'Copied.', refused: 'The browser does not let this page copy: select the text above.' } as const;
