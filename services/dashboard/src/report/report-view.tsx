import type { Report } from '@octet/contracts';
import { renderFragment } from '@octet/report';
import { useEffect, useMemo, useRef } from 'react';
import { LayerPicker } from './layer-picker.tsx';
import { reveal } from './reveal.ts';
import './report-view.css';

/**
 * The sections, charts and tables of the standalone file, made by the same code. A shadow root keeps their styles and those of the dashboard apart.
 * The stylesheet is made by script and no element has a style attribute, so that `style-src 'self'` holds.
 */
export default function ReportView({ report }: { readonly report: Report }) {
  const host = useRef<HTMLDivElement>(null);
  const { html, css } = useMemo(() => renderFragment(report), [report]);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(css);
    root.adoptedStyleSheets = [style];
    // Every string of the report in it is escaped, by the one way there is to make it.
    root.innerHTML = html;
    reveal(root, location.hash.slice(1));
    return followLinks(root);
  }, [html, css]);
  const goTo = (anchor: string) => {
    const root = host.current?.shadowRoot;
    if (root) show(root, anchor);
  };
  return (
    <>
      <LayerPicker layers={report.layers} onPick={goTo} />
      <div className="report-host" ref={host} />
    </>
  );
}

/** Browsers do not look into a shadow root for what an address names. */
function followLinks(root: ShadowRoot): () => void {
  const follow = (event: Event) => {
    const target = event.target instanceof Element ? event.target.closest('a')?.getAttribute('href') : undefined;
    if (!target?.startsWith('#')) return;
    event.preventDefault();
    show(root, target.slice(1));
  };
  root.addEventListener('click', follow);
  return () => root.removeEventListener('click', follow);
}

function show(root: ShadowRoot, anchor: string): void {
  if (reveal(root, anchor)) history.replaceState(history.state, '', `#${anchor}`);
}
