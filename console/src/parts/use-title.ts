import { useEffect } from 'react';

const suffix = 'Selfsame console';

/** The title of the browser's tab while the component is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === suffix ? suffix : `${title} · ${suffix}`;
  }, [title]);
}
