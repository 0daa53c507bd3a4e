/** WorkOS's rules for metadata: text under each key, a few dozen of them. A PUT merges, null removes, `{}` removes all. */
import { DomainError } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { toWireMetadata } from './user-wire.ts';

/** Of the two sets of limits that WorkOS publishes, the wider one. */
export const metadataLimits = { pairsMax: 50, keyLengthMax: 40, valueLengthMax: 600 };

export type MetadataPatch = Record<string, string | null>;

/** What to merge into a user's metadata. Throws `invalid_input` when the result would pass the limits. */
export function decideMetadata(current: JsonObject, patch: MetadataPatch): MetadataPatch {
  const shown = toWireMetadata(current);
  if (Object.keys(patch).length === 0) return Object.fromEntries(Object.keys(shown).map((key) => [key, null]));
  const merged = Object.entries({ ...shown, ...patch }).filter(([, value]) => value !== null);
  const refuse = (problem: string): never => {
    throw new DomainError('invalid_input', problem, { field: 'metadata' });
  };
  const { pairsMax, keyLengthMax, valueLengthMax } = metadataLimits;
  if (merged.length > pairsMax) refuse(`metadata may have ${pairsMax} keys: remove some, or send fewer`);
  for (const [key, value] of Object.entries(patch)) {
    if (key === '' || key.length > keyLengthMax)
      refuse(`the metadata key \`${key.slice(0, 80)}\` must be 1 to ${keyLengthMax} characters`);
    if (value !== null && value.length > valueLengthMax)
      refuse(`the metadata under \`${key}\` must be at most ${valueLengthMax} characters`);
  }
  return patch;
}
