/** Addresses: one route for each page of `page.ts`, loaded when it is first asked for; their search is plain text. */
import { createRootRoute, createRoute, createRouter, Navigate, useLocation } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { useOperator } from './api/operator.tsx';
import { navigablePages, type Page, pages } from './page.ts';
import { Forbidden } from './parts/failure.tsx';
import { Loading } from './parts/loading.tsx';
import { NotFound } from './parts/not-found.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: () => <NotFound /> });

const routes = pages.map((page) => {
  const Content = lazy(page.load);
  return createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: () => <ShownPage page={page} content={Content} />,
  });
});

if (!pages.some(({ path }) => path === '/')) {
  const first = navigablePages[0]!.path as string;
  const component = () => <Navigate to={first} replace />;
  routes.push(createRoute({ getParentRoute: () => root, path: '/', component }));
}

/** Another user, say, is another page: nothing of the one before stays. */
function ShownPage({ page, content: Content }: { page: Page; content: ComponentType }) {
  const { pathname } = useLocation();
  const { scopes } = useOperator();
  if (page.scope !== undefined && !scopes.includes(page.scope))
    return <Forbidden title={page.title} scope={page.scope} />;
  return (
    <Suspense key={pathname} fallback={<Loading />}>
      <Content />
    </Suspense>
  );
}

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const said = Object.entries(search).filter(([, value]) => value !== undefined && value !== '');
    const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
    return text === '' ? '' : `?${text}`;
  },
});
