import { bodyOf, octet } from '../../api/client.ts';
import { useAct } from '../../api/use-act.ts';
import type { Key } from '../../api/wire.ts';
import { Badge } from '../../parts/badges.tsx';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Name } from '../../parts/name.tsx';
import { ErrorNotice } from '../../parts/problem-notice.tsx';
import { actionsColumn, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useSession } from '../../session/session.ts';

export function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  const revoke = useAct((id: string) => bodyOf(octet.DELETE('/v1/keys/{id}', { params: { path: { id } } })));
  return (
    <>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      <Table label="Keys" columns={['Name', 'Begins with', 'May', 'State', 'Last used', 'Created', actionsColumn]}>
        {keys.map((key) => (
          <KeyRow key={key.id} apiKey={key} onRevoke={() => revoke.mutate(key.id)} />
        ))}
      </Table>
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { readonly apiKey: Key; readonly onRevoke: () => void }) {
  const { id, name, prefix, scopes, last_used_at, created_at, revoked_at } = apiKey;
  const mine = useSession().key?.startsWith(prefix) === true;
  return (
    <tr>
      <th scope="row" title={id}>
        <Name text={name} />
        {mine && <span className="hint"> (this tab’s)</span>}
      </th>
      <td data-label="Begins with">
        <code>{prefix}…</code>
      </td>
      <td data-label="May">{scopes.join(', ')}</td>
      <td data-label="State">
        <KeyState {...apiKey} />
      </td>
      <td data-label="Last used">{last_used_at === null ? 'never' : <Time at={last_used_at} />}</td>
      <td data-label="Created">
        <Time at={created_at} />
      </td>
      <td>
        {revoked_at === null && (
          <ConfirmButton label="Revoke" of={`the key ${name}`} question={`Revoke the key ${name}?`} onConfirm={onRevoke}>
            <p>Requests with it are refused from now on. This cannot be undone.</p>
            {mine && <p>It is the key of this tab: you will be signed out.</p>}
          </ConfirmButton>
        )}
      </td>
    </tr>
  );
}

function KeyState({ revoked_at, expires_at }: Pick<Key, 'revoked_at' | 'expires_at'>) {
  if (revoked_at !== null) {
    return (
      <>
        <Badge mark="✗" word="Revoked" tone="bad" /> <Time at={revoked_at} />
      </>
    );
  }
  if (expires_at === null) return <Badge mark="✓" word="Works" tone="good" />;
  const over = new Date(expires_at).getTime() <= Date.now();
  return (
    <>
      <Badge mark={over ? '–' : '✓'} word={over ? 'Ended' : 'Works, ends'} tone={over ? 'warn' : 'good'} /> <Time at={expires_at} />
    </>
  );
}
