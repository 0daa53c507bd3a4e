import { Refusal } from '../../api/refusal.ts';

/** What is edited here was changed by others since it was read. Other conflicts, such as a taken name, are the form's. */
export function isChangedMeanwhile(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'changed_meanwhile';
}
