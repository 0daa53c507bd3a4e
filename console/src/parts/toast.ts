/** Short words on what was done or failed, at the edge of the window. */
import { notifications } from '@mantine/notifications';
import { explain } from './failure.tsx';

export function toastDone(message: string): void {
  notifications.show({ message, color: 'accent', closeButtonProps: { 'aria-label': 'Dismiss' } });
}

export function toastFailed(error: unknown, title = 'That did not work'): void {
  notifications.show({
    title,
    message: explain(error),
    color: 'red',
    autoClose: 12_000,
    role: 'alert',
    closeButtonProps: { 'aria-label': 'Dismiss' },
  });
}
