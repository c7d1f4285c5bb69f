import { memo, useEffect, useState } from 'react';
import { CopyButton, cx } from '../../kit/index.js';
import css from './Code.module.css';
import type { Token } from './highlight.js';

interface CodeBlockProps {
  readonly text: string;
  readonly language: string;
  /** Whole code is coloured; while it grows it stays plain. */
  readonly isClosed: boolean;
}

const KINDS: Readonly<Record<string, string | undefined>> = {
  keyword: css.keyword,
  built_in: css.keyword,
  literal: css.number,
  number: css.number,
  string: css.string,
  regexp: css.string,
  comment: css.comment,
  title: css.name,
  attr: css.name,
  attribute: css.name,
  property: css.name,
};

/** CodeBlock is code from an answer, as text and never as markup. */
export const CodeBlock = memo(function CodeBlock({ text, language, isClosed }: CodeBlockProps) {
  const tokens = useTokens(text, language, isClosed);
  return (
    <div className={css.block}>
      <div className={css.head}>
        <span>{language === '' ? 'Code' : language}</span>
        <CopyButton text={text} what="code" />
      </div>
      <pre
        tabIndex={0}
        aria-label={`Code, ${language === '' ? 'of no named language' : language}`}
        role="region"
      >
        <code>{tokens?.map((token, at) => <Coloured key={at} token={token} />) ?? text}</code>
      </pre>
    </div>
  );
});

function Coloured({ token: { text, kind } }: { readonly token: Token }) {
  const own = kind === undefined ? undefined : KINDS[kind];
  return own === undefined ? text : <span className={cx(own)}>{text}</span>;
}

/** The colours are a file of their own, which is read with the first code. */
function useTokens(text: string, language: string, isClosed: boolean): readonly Token[] | undefined {
  const [known, setKnown] = useState<{ text: string; tokens: readonly Token[] | undefined }>();
  useEffect(() => {
    if (!isClosed || language === '') return undefined;
    let isCurrent = true;
    import('./highlight.js').then(
      ({ tokensOf }) => isCurrent && setKnown({ text, tokens: tokensOf(text, language) }),
      // Without colours it is still the code.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [text, language, isClosed]);
  return known?.text === text ? known.tokens : undefined;
}
