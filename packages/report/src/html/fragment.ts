import type { Report } from '@octet/contracts';
import { reportBody } from './body.ts';
import { style } from './style.ts';

export interface ReportFragment {
  /** No script, no style attribute, no address that leaves the page; every string of the report is escaped. */
  readonly html: string;
  /** The stylesheet of the standalone file; it fits a shadow root too, where it follows the colour scheme of the element around it. */
  readonly css: string;
}

/** The sections of the standalone file for a page that has a place for them. Runs in Node and in a browser. */
export const renderFragment = (report: Report): ReportFragment => ({
  html: `<div class="report">${reportBody(report).text}</div>`,
  css: style,
});
