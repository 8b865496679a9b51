import { parseHTML } from 'linkedom';

export type DrawingDocument = ReturnType<typeof parseHTML>['document'];

/** A document to draw charts in where there is no browser. */
export const drawingDocument = (): DrawingDocument => parseHTML('<!doctype html><html><body></body></html>').document;
