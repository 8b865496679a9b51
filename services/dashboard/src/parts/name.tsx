import { visible } from '@octet/report';

/** A stranger's string: control and reordering characters written out, cut where it is long, whole in its title. */
export function Name({ text, limit = 60 }: { readonly text: string; readonly limit?: number }) {
  const shown = visible(text, limit);
  return (
    <bdi className="name" {...(shown !== text && { title: visible(text, 1000) })}>
      {shown}
    </bdi>
  );
}
