/** WorkOS names each thing with a prefix and the ULID of its 128 bits: `user_01E4ZCR3C56J083X43JQXF3JK5`. */
import { fromUlid, toUlid } from '../../domain/ids.ts';

export type Prefix = 'user' | 'session' | 'event' | 'client';

export function toWireId(prefix: Prefix, id: string): string {
  return `${prefix}_${toUlid(id)}`;
}

/** The id behind `user_…`, or null when the text is no name of such a thing. */
export function fromWireId(prefix: Prefix, text: string): string | null {
  return text.startsWith(`${prefix}_`) ? fromUlid(text.slice(prefix.length + 1)) : null;
}
