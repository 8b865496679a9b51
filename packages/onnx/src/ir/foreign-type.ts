import type { DType, Shape } from './tensor.ts';

/** The type of a value that is no dense tensor. Octet reads none of these; it keeps them, prints them and writes them back. */
export type ForeignType =
  | { readonly kind: 'sequence'; readonly element: ValueType | undefined }
  | { readonly kind: 'optional'; readonly element: ValueType | undefined }
  | { readonly kind: 'map'; readonly key: DType | undefined; readonly value: ValueType | undefined }
  | { readonly kind: 'sparse'; readonly dtype: DType | undefined; readonly shape: Shape | undefined }
  | { readonly kind: 'opaque'; readonly domain: string; readonly name: string };

export interface TensorType {
  readonly kind: 'tensor';
  readonly dtype: DType | undefined;
  readonly shape: Shape | undefined;
}

export type ValueType = TensorType | ForeignType;
