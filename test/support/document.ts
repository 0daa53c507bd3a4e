/** A page of the documentation, for its pieces to be run as they are printed. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The pieces of code of a page, in order, each with its language. */
export function readPieces(page: string): { language: string; code: string }[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
    language: language!,
    code: code!,
  }));
}

/** A piece as a function of what it finds around it; its imports are given to it instead. */
export function toFunction(code: string, names: string[]): (...given: unknown[]) => Promise<unknown> {
  const AsyncFunction = (async () => undefined).constructor as new (
    ...words: string[]
  ) => (...given: unknown[]) => Promise<unknown>;
  return new AsyncFunction(...names, code.replace(/^import .*$/gm, ''));
}
