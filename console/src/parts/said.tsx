/** What the server says in words, with its ids made into links and its quotes set apart. */
import { Code } from '@mantine/core';
import { UserLink } from './user-link.tsx';

export interface SaidProps {
  text: string;
  /** The user whose page it is on: called `this user`. */
  about?: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function Said({ text, about }: SaidProps) {
  const parts = text.split(/(?:(the user|a user) )?`([^`]*)`/);
  // Of each three: words, what stands before the quote, the quote.
  return parts.map((part, place) => {
    const key = `${place}`;
    if (place % 3 === 0) return part;
    if (place % 3 === 1) return null;
    const isUser = parts[place - 1] !== undefined;
    const before = isUser ? `${parts[place - 1]} ` : '';
    if (!uuid.test(part)) return <Quote key={key} before={before} text={part} />;
    if (isUser && part === about) return <b key={key}>this user</b>;
    if (isUser) return <UserLink key={key} id={part} />;
    return <Quote key={key} before={before} text={`…${part.slice(-8)}`} title={part} />;
  });
}

function Quote({ before, text, title }: { before: string; text: string; title?: string }) {
  return (
    <>
      {before}
      <Code title={title}>{text}</Code>
    </>
  );
}

/** As a sentence: with a capital and a full stop. Not for what begins with a quote. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;
}
