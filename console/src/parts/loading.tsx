import { Center, Loader } from '@mantine/core';

export function Loading({ what = 'Loading' }: { what?: string }) {
  return (
    <Center mih={160} role="status">
      <Loader aria-hidden />
      <span className="visually-hidden">{what}</span>
    </Center>
  );
}
