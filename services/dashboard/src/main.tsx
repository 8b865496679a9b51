import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { session } from './session/session.ts';
import { theme } from './shell/theme.ts';
import './style/base.css';
import './style/parts.css';
import './style/submit.css';
import './style/job.css';

session.takeFromAddress();
// The link may be opened in a tab that shows these pages already.
addEventListener('hashchange', session.takeFromAddress);
theme.apply();

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
