/** Unfolds what holds the element of that id, brings it into view and the focus to it, as browsers do for a link. False where there is none. */
export function reveal(root: ShadowRoot, id: string): boolean {
  const element = id === '' ? null : root.getElementById(id);
  if (element === null) return false;
  for (let holder = element.closest('details'); holder; holder = holder.parentElement?.closest('details') ?? null) holder.open = true;
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'start' });
  return true;
}
