export { assembleReport } from './assemble/assemble.ts';
export { format } from './format.ts';
export { type ReportFragment, renderFragment } from './html/fragment.ts';
export { type LayerAnchors, layerAnchors } from './html/layer-anchors.ts';
export { renderHtml } from './html/page.ts';
export { renderJson } from './text/json.ts';
export { renderMarkdown } from './text/markdown.ts';
export { renderSummaryTable } from './text/summary.ts';
export { visible } from './visible.ts';
