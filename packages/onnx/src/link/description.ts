import type { Attribute } from '../ir/attribute.ts';
import type { Constant } from '../ir/constant.ts';
import type { ForeignType } from '../ir/foreign-type.ts';
import type { DType, Shape } from '../ir/tensor.ts';

/** A graph as a file or text states it: flat lists that refer to each other by name. `linkGraph` turns it into a Graph. */
export interface GraphDescription {
  readonly name: string;
  readonly doc: string;
  readonly unread: Uint8Array | undefined;
  readonly inputs: readonly ValueDescription[];
  readonly outputs: readonly ValueDescription[];
  /** What is known of values in between. */
  readonly infos: readonly ValueDescription[];
  readonly initializers: readonly InitializerDescription[];
  readonly nodes: readonly NodeDescription[];
}

export interface ValueDescription {
  readonly name: string;
  readonly dtype: DType | undefined;
  readonly shape: Shape | undefined;
  readonly foreign?: ForeignType | undefined;
  readonly unread?: Uint8Array | undefined;
  /** Where it stands, for messages: 'line 3, column 5', 'byte 17'. */
  readonly place: string;
}

export interface InitializerDescription {
  readonly name: string;
  readonly constant: Constant;
  readonly place: string;
}

export interface NodeDescription {
  readonly name: string;
  readonly domain: string;
  readonly opType: string;
  /** '' leaves an optional input or output out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, AttributeDescription>;
  readonly unread: Uint8Array | undefined;
  readonly place: string;
}

export type AttributeDescription =
  | Exclude<Attribute, { kind: 'graph' | 'graphs' }>
  | { readonly kind: 'graph'; readonly value: GraphDescription; readonly unread?: Uint8Array }
  | { readonly kind: 'graphs'; readonly value: readonly GraphDescription[]; readonly unread?: Uint8Array };
