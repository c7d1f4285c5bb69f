import { Check, Copy as CopyIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './Button.js';
import { toast } from './announce.js';
import { copyText } from './copy-text.js';
import css from './Copy.module.css';

interface CopyProps {
  /** What is copied, whole. */
  readonly text: string;
  /** What it is, for the button's name: `job id`. */
  readonly what: string;
  /** What is shown in its place, when that is shorter. */
  readonly shown?: string;
}

/** CopyButton copies a text. */
export function CopyButton({ text, what }: CopyProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    if (await copyText(text)) setCopied(true);
    else toast('failed', `The browser did not let the ${what} be copied.`);
  };
  const icon = copied ? <Check size={14} aria-hidden="true" /> : <CopyIcon size={14} aria-hidden="true" />;
  return (
    <IconButton
      label={copied ? `Copied the ${what}` : `Copy the ${what}`}
      icon={icon}
      onPress={() => void copy()}
    />
  );
}

/** CopyText is an id, a hash or the like, with a button that copies all of it. */
export function CopyText({ text, what, shown = text }: CopyProps) {
  return (
    <span className={css.copy}>
      <code title={text}>{shown}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}

/** Code is a block of text as it is: JSON, a command. */
export function Code({ children, copy }: { readonly children: string; readonly copy?: string }) {
  return (
    <div className={css.block}>
      <pre tabIndex={0}>{children}</pre>
      {copy !== undefined && <CopyButton text={children} what={copy} />}
    </div>
  );
}
