import { Badge } from '@mantine/core';

export function InForce({ is }: { is: boolean }) {
  return (
    <Badge size="sm" variant="light" color={is ? 'green' : 'gray'} tt="none">
      {is ? 'in force' : 'off'}
    </Badge>
  );
}
