import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { routes } from '../routes.tsx';
import { session } from '../session/session.ts';
import { ThemeSwitch } from './theme-switch.tsx';

/** What is around every page. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(location);
  // A screen reader hears of the new page only where the focus goes there.
  useEffect(() => {
    if (shown.current === location) return;
    shown.current = location;
    main.current?.focus();
    window.scrollTo(0, 0);
  }, [location]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="top">
        <Link href="/" className="brand">
          <img src="/octet.svg" alt="" width="24" height="24" /> Octet
        </Link>
        <nav aria-label="Pages">
          <ul>
            {routes.flatMap(({ name, path }) =>
              name === undefined ? (
                []
              ) : (
                <li key={path}>
                  <Link href={path} aria-current={location === path ? 'page' : undefined}>
                    {name}
                  </Link>
                </li>
              ),
            )}
          </ul>
        </nav>
        <div className="top-end">
          <a href="/docs/">API</a>
          <ThemeSwitch />
          <button type="button" className="quiet" onClick={() => session.signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </>
  );
}
