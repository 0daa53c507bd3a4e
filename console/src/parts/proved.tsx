/** Whether an address, number or name is proved, in a word and not in colour alone. */
import { Badge } from '@mantine/core';

export interface ProvedProps {
  is: boolean;
  /** Another word than `proved`: what a provider says of itself is `said to be verified`. */
  word?: string;
}

export function Proved({ is, word = 'proved' }: ProvedProps) {
  return (
    <Badge size="xs" variant="light" color={is ? 'green' : 'gray'} tt="none">
      {is ? word : `not ${word}`}
    </Badge>
  );
}
