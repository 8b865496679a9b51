import { Redirect, useSearch } from 'wouter';

/** `/jobs`: what the address of a job leads one to expect. The list is the first page, and keeps the filter. */
export function ToJobs() {
  const search = useSearch();
  return <Redirect to={search === '' ? '/' : `/?${search}`} replace />;
}
