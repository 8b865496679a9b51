import { useState } from 'react';
import { useRead } from '../../api/use-read.ts';
import type { MintedKey } from '../../api/wire.ts';
import { Page } from '../../parts/page.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { SecretOnce } from '../../parts/secret-once.tsx';
import { KeyForm } from './key-form.tsx';
import { KeyTable } from './key-table.tsx';

/** Who may call the service, and what for. */
export function KeysPage() {
  const keys = useRead('/v1/keys', {});
  const [made, setMade] = useState<MintedKey>();
  return (
    <Page title="API keys">
      <p>
        A program sends its key as <code>Authorization: Bearer KEY</code>. The service keeps only a hash of it: a lost key cannot be
        recovered, only replaced.
      </p>
      {made && (
        <SecretOnce
          key={made.id}
          title={`The key ${made.name}`}
          secret={made.secret}
          hint="Shown only once. Keep it where your secrets are."
          onDone={() => setMade(undefined)}
        />
      )}
      {keys.isError && <ErrorNotice error={keys.error} />}
      {keys.isPending && <p role="status">Reading the keys…</p>}
      {keys.data !== undefined && <KeyTable keys={keys.data.items} />}
      <KeyForm onMade={setMade} />
    </Page>
  );
}
