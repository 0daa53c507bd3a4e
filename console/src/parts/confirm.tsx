/** Asks before what cannot easily be taken back. `if (await confirm({ … })) …` */

import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';

export interface Question {
  title: string;
  /** What will happen, and to whom. */
  body: ReactNode;
  /** The button's words: a verb, as `Revoke`. */
  action: string;
  dangerous?: boolean;
}

export function confirm({ title, body, action, dangerous = false }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: (
        <Text size="sm" component="div">
          {body}
        </Text>
      ),
      labels: { confirm: action, cancel: 'Cancel' },
      confirmProps: dangerous ? { color: 'red.9' } : {},
      // What is dangerous is not under the Enter that somebody is about to press.
      cancelProps: dangerous ? { 'data-autofocus': true } : {},
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}
