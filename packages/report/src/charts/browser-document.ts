import type { DrawingDocument } from './linkedom-document.ts';

/** What is needed of a browser; its types are not loaded where the report is made on the server. */
interface Browser {
  readonly document: { readonly implementation: { createHTMLDocument(title: string): DrawingDocument } };
}

/** A document that is shown nowhere, so that the policy of the page has nothing to say about what Plot draws in it before `draw` tidies up. */
export const drawingDocument = (): DrawingDocument => (globalThis as unknown as Browser).document.implementation.createHTMLDocument('');
