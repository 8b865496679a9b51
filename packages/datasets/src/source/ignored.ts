/** What operating systems leave beside the data: not part of any layout. */
export function ignored(name: string): boolean {
  return name.split('/').some((part) => part === '__MACOSX' || part.startsWith('.') || part === 'Thumbs.db' || part === 'desktop.ini');
}
