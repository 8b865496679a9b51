import { Link } from 'wouter';
import { Page } from '../parts/page.tsx';

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <p>There is no page at this address. The address may be mistyped, or the link outdated.</p>
      <div className="actions">
        <Link href="/" className="button primary">
          All jobs
        </Link>
      </div>
    </Page>
  );
}
