import { Link } from 'wouter';
import { Page } from '../parts/page.tsx';

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <p>
        Nothing is at this address. <Link href="/">All jobs</Link> are a good place to go on from.
      </p>
    </Page>
  );
}
