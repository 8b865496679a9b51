import { ProblemError, problemOf } from '@octet/contracts';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { octet } from '../api/client.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { session, useSession } from './session.ts';

/** Asks for a key, and tries it before it is kept. */
export function SignIn() {
  const { problem } = useSession();
  const [key, setKey] = useState('');
  const attempt = useMutation({
    mutationFn: async (secret: string) => {
      // A header takes no other characters; a pasted line break or quotation mark is a slip.
      if (!/^[\x21-\x7e]+$/.test(secret)) throw new ProblemError('auth/invalid', 'A key has letters, digits, _ and - only. Copy it again.');
      await octet.GET('/v1/limits', { headers: { authorization: `Bearer ${secret}` } });
      return secret;
    },
    onSuccess: (secret) => session.signIn(secret),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate(key.trim());
  };
  const refusal = attempt.isError ? problemOf(attempt.error) : problem;
  return (
    <main className="sign-in" id="main">
      <h1>
        <img src="/octet.svg" alt="" width="32" height="32" /> Octet
      </h1>
      <p>INT8 quantization of ONNX models, with proof.</p>
      <form onSubmit={submit} className="card stack">
        <label className="field">
          <span>API key</span>
          <input
            type="password"
            name="key"
            autoComplete="off"
            spellCheck={false}
            required
            value={key}
            onChange={(event) => setKey(event.target.value)}
            aria-describedby="key-help"
            placeholder="octet_…"
          />
        </label>
        <p id="key-help" className="hint">
          On this machine, open the link that <code>npm start</code> prints, or paste the text of <code>.octet/first-key</code>. The key
          stays in this tab.
        </p>
        {refusal && <ProblemNotice problem={refusal} />}
        <button type="submit" className="primary" disabled={attempt.isPending}>
          {attempt.isPending ? 'Trying the key…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}
