/**
 * Reads Cedar text no further than its statements: where each begins, and how deeply it is nested. Cedar itself parses
 * and checks them; this only keeps from it what would overflow its stack.
 */

export interface Statement {
  text: string;
  /** Where it begins in the whole text, in UTF-16 units. */
  start: number;
  /** How deep its syntax tree may be, never too low. */
  depth: number;
}

/**
 * INVARIANT: nothing deeper reaches the parser. The WebAssembly build of Cedar 4.13 overflows its stack at about 150 operators in a
 * row or 75 brackets in one another, and a module that overflowed answers nothing any more, for no tenant.
 */
export const statementDepthMax = 64;

/** One bracket of any sort, open. */
interface Level {
  /** What stands in a row makes a tree as deep as the row is long: `a && b && c`. */
  operators: number;
  members: number;
  membersMax: number;
  /** The deepest bracket inside. */
  inside: number;
  /** The deepest element before the last comma. */
  elements: number;
}

const token = /\/\/[^\n\r]*|"(?:[^"\\]|\\[\s\S])*"?|[A-Za-z_][A-Za-z0-9_]*|&&|\|\||[=!<>]=|\s+|[\s\S]/gu;
const wordsThatNest = new Set(['if', 'then', 'else', 'when', 'unless', 'has', 'like', 'in', 'is']);
const signsThatNest = new Set(['&&', '||', '==', '!=', '<=', '>=', '<', '>', '+', '-', '*', '!']);

export function readStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let levels = [openLevel()];
  let start: number | null = null;
  let deepest = 0;
  const end = (at: number): void => {
    if (start === null) return;
    for (const level of levels) deepest += depthOf(level);
    statements.push({ text: text.slice(start, at), start, depth: deepest });
    levels = [openLevel()];
    start = null;
    deepest = 0;
  };
  for (const { 0: sign, index } of text.matchAll(token)) {
    if (sign.trim() === '' || sign.startsWith('//')) continue;
    start ??= index;
    const level = levels.at(-1)!;
    if (sign === ';') end(index + 1);
    else if (sign === '(' || sign === '[' || sign === '{') levels.push(openLevel());
    else if (sign === ')' || sign === ']' || sign === '}') {
      if (levels.length > 1) levels.pop();
      // A bracket costs the parser about twice what an operator does.
      const outside = levels.at(-1)!;
      if (outside !== level) outside.inside = Math.max(outside.inside, depthOf(level) + 2);
    } else if (sign === ',') {
      level.elements = depthOf(level);
      Object.assign(level, { operators: 0, members: 0, membersMax: 0, inside: 0 });
    } else if (sign === '.') {
      level.members += 1;
      level.membersMax = Math.max(level.membersMax, level.members);
    } else if (wordsThatNest.has(sign) || signsThatNest.has(sign)) {
      level.operators += 1;
      level.members = 0;
    }
  }
  end(text.length);
  return statements;
}

function openLevel(): Level {
  return { operators: 0, members: 0, membersMax: 0, inside: 0, elements: 0 };
}

function depthOf({ operators, membersMax, inside, elements }: Level): number {
  return Math.max(operators + membersMax + inside, elements);
}
