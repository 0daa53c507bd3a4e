// How column values come out of both databases. Local to our pools: the parsers of the `pg` module itself, which
// another library in the process may use, stay as they are.
import pg from 'pg';

const int8 = 20;
const int8Array = 1016;
const textArray: number = 1009;
const keptAsText = new Set([1082 /* date */, 1083 /* time */, 1114 /* timestamp */, 1184 /* timestamptz */]);
const keptAsTextArrays = new Set([1182 /* date[] */, 1115 /* timestamp[] */, 1185 /* timestamptz[] */]);

function parseTextArray(value: string): (string | null)[] {
  return pg.types.getTypeParser(textArray, 'text')(value) as (string | null)[];
}

function parseInt8Array(value: string): (number | null)[] {
  return parseTextArray(value).map((item) => (item === null ? null : Number(item)));
}

/**
 * `int8` is a number: what we count stays far below 2^53.
 *
 * Timestamps stay text as PostgreSQL prints them in UTC (`2026-11-21 09:56:00.123+00`): making a `Date` of each costs
 * a tenth of a whole request, and the rows code turns the text into ISO 8601 by replacing a few characters.
 */
function getColumnParser(oid: number, format: 'text' | 'binary' = 'text'): (value: string) => unknown {
  if (format === 'text') {
    if (oid === int8) return Number;
    if (oid === int8Array) return parseInt8Array;
    if (keptAsText.has(oid)) return String;
    if (keptAsTextArrays.has(oid)) return parseTextArray;
  }
  return pg.types.getTypeParser(oid, format as 'text');
}

export const columnParsers = { getTypeParser: getColumnParser } as unknown as pg.CustomTypesConfig;
