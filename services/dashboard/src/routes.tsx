import type { ComponentType } from 'react';
import { ComparePage } from './pages/compare/compare-page.tsx';
import { JobPage } from './pages/job/job-page.tsx';
import { JobsPage } from './pages/jobs/jobs-page.tsx';
import { ToJobs } from './pages/jobs/to-jobs.tsx';
import { KeysPage } from './pages/keys/keys-page.tsx';
import { SubmitPage } from './pages/submit/submit-page.tsx';
import { DeliveriesPage } from './pages/webhooks/deliveries-page.tsx';
import { WebhooksPage } from './pages/webhooks/webhooks-page.tsx';
import { WorkersPage } from './pages/workers/workers-page.tsx';

export interface PageProps {
  /** The `:name`s of the path. */
  readonly params: Readonly<Record<string, string>>;
}

export interface PageRoute {
  readonly path: string;
  readonly page: ComponentType<PageProps>;
  /** Stands in the navigation where it has a name. */
  readonly name?: string;
}

/** Every page. The gateway answers each of these paths with index.html: services/gateway/src/site/dashboard.ts has the same paths. */
export const routes: readonly PageRoute[] = [
  { path: '/', page: JobsPage, name: 'Jobs' },
  { path: '/new', page: SubmitPage, name: 'New job' },
  { path: '/jobs', page: ToJobs },
  { path: '/jobs/:id', page: JobPage },
  { path: '/compare', page: ComparePage },
  { path: '/workers', page: WorkersPage, name: 'Workers' },
  { path: '/webhooks', page: WebhooksPage, name: 'Webhooks' },
  { path: '/webhooks/:id', page: DeliveriesPage },
  { path: '/keys', page: KeysPage, name: 'Keys' },
];
