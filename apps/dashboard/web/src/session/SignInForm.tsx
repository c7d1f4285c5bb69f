import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { asProblem, sentence, type Problem } from '../api/problem.js';
import { Button, Code, Note, Resource, TextField } from '../kit/index.js';
import css from './Session.module.css';
import { session, signInMethods, type SignInMethods } from './session-store.js';

export function SignInForm() {
  const query = useQuery({
    queryKey: ['sign-in methods'],
    queryFn: ({ signal }) => signInMethods(signal),
    staleTime: 0,
  });
  return (
    <Resource query={query} what="ways to sign in">
      {(methods) => (methods.methods.length === 0 ? <NobodyYet {...methods} /> : <Form {...methods} />)}
    </Resource>
  );
}

function NobodyYet({ instruction }: SignInMethods) {
  return (
    <Note kind="attention" title="Nobody can sign in yet">
      {instruction === undefined ? 'Set a password for the dashboard.' : <Code>{instruction}</Code>}
    </Note>
  );
}

const NAMES = { password: 'Password', token: 'Token' } as const;

function Form({ methods }: SignInMethods) {
  const [method, setMethod] = useState(methods[0] ?? 'password');
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isSent, setSent] = useState(false);
  const other = methods.find((one) => one !== method);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    setProblem(undefined);
    session
      .signIn(method === 'password' ? { password: secret } : { token: secret })
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setSent(false));
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={NAMES[method]}
        type="password"
        value={secret}
        onChange={setSecret}
        autoComplete="current-password"
        autoFocus
        isRequired
      />
      {problem && (
        <Note kind="failed" title="Not signed in" isAlert>
          {sentence(problem.message)}
        </Note>
      )}
      <Button type="submit" look="accent" isDisabled={isSent || secret === ''}>
        {isSent ? 'Signing in' : 'Sign in'}
      </Button>
      {other && (
        <Button look="quiet" onPress={() => setMethod(other)}>
          Use a {NAMES[other].toLowerCase()} instead
        </Button>
      )}
    </form>
  );
}
