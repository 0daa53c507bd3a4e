/** As they are chosen. */
import { roleNames } from '../../api/operator.tsx';

export const roles = (['read_only', 'operator', 'owner'] as const).map((value) => ({
  value,
  label: roleNames[value],
}));
