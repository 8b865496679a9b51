import { Link } from 'wouter';
import { Page } from '../parts/page.tsx';

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <p>Nothing is at this address. It may be mistyped, or the link to it old.</p>
      <div className="actions">
        <Link href="/" className="button primary">
          All jobs
        </Link>
      </div>
    </Page>
  );
}
