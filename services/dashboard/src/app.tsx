import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Switch } from 'wouter';
import { newQueryClient } from './api/query-client.ts';
import { NoSuchPage } from './pages/no-such-page.tsx';
import { routes } from './routes.tsx';
import { useSession } from './session/session.ts';
import { SignIn } from './session/sign-in.tsx';
import { PageBoundary } from './shell/page-boundary.tsx';
import { Shell } from './shell/shell.tsx';

const queryClient = newQueryClient();

/** Every page is behind the key. */
export function App() {
  const { key } = useSession();
  return (
    <QueryClientProvider client={queryClient}>
      {key === undefined ? (
        <SignIn />
      ) : (
        <Shell>
          <PageBoundary>
            <Switch>
              {routes.map(({ path, page: Page }) => (
                <Route key={path} path={path}>
                  {/* Another job is another page: nothing of the last one stays. */}
                  {(params) => <Page key={JSON.stringify(params)} params={params as Readonly<Record<string, string>>} />}
                </Route>
              ))}
              <Route>
                <NoSuchPage />
              </Route>
            </Switch>
          </PageBoundary>
        </Shell>
      )}
    </QueryClientProvider>
  );
}
