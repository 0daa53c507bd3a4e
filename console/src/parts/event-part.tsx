/** One heading of what is told of an event, with what is told under it. */
import type { ReactNode } from 'react';
import classes from './event-details.module.css';

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h4>{title}</h4>
      <div>{children}</div>
    </section>
  );
}
