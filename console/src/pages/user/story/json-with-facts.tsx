/** JSON in which one value can be pointed at, so that another view can show where it comes again. */
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { memo, useMemo } from 'react';
import { Icon } from '../../../parts/icon.tsx';
import classes from './json-with-facts.module.css';

export interface JsonWithFactsProps {
  value: unknown;
  label: string;
  fact: string | null;
  onFact: (fact: string | null) => void;
}

export function JsonWithFacts({ value, label, fact, onFact }: JsonWithFactsProps) {
  const text = useMemo(() => JSON.stringify(value, null, 2), [value]);
  const parts = useMemo(() => split(text), [text]);
  return (
    <div className={classes.frame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard must reach what it hides */}
      <section tabIndex={0} aria-label={label} className={classes.text} onPointerLeave={() => onFact(null)}>
        <pre>
          {parts.map((part, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no other name and never move
            <Piece key={place} {...part} isPointedAt={part.fact !== null && part.fact === fact} onFact={onFact} />
          ))}
        </pre>
      </section>
      <CopyButton value={text} timeout={2000}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon className={classes.copy} variant="default" onClick={copy} aria-label={`Copy: ${label}`}>
              <Icon name={copied ? 'check' : 'copy'} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

interface Part {
  text: string;
  isName: boolean;
  /** What can be pointed at: a value that says something. */
  fact: string | null;
}

const Piece = memo(function Piece({
  text,
  isName,
  fact,
  isPointedAt,
  onFact,
}: Part & { isPointedAt: boolean; onFact: (fact: string | null) => void }) {
  if (isName) return <b>{text}</b>;
  if (fact === null) return text;
  return (
    <span className={classes.fact} data-same={isPointedAt || undefined} onPointerEnter={() => onFact(fact)}>
      {text}
    </span>
  );
});

const token = /("(?:[^"\\]|\\.)*")(?=: )|("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/g;
const empty = new Set(['""', 'null', 'true', 'false', '0', '1']);

function split(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { 0: found, 1: name, index } of text.matchAll(token)) {
    if (index > end) parts.push({ text: text.slice(end, index), isName: false, fact: null });
    parts.push({
      text: found,
      isName: name !== undefined,
      fact: name === undefined && !empty.has(found) ? found : null,
    });
    end = index + found.length;
  }
  parts.push({ text: text.slice(end), isName: false, fact: null });
  return parts;
}
