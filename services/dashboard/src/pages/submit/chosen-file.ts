import type { JobInput } from '../../api/wire.ts';

/** What goes in: a file of the browser, or bytes that the service has already. */
export type ChosenFile = { readonly kind: 'file'; readonly file: File } | { readonly kind: 'kept'; readonly input: JobInput };

export const roles = ['model', 'calibration', 'evaluation'] as const;
export type Role = (typeof roles)[number];

export type ChosenFiles = Readonly<Partial<Record<Role, ChosenFile>>>;
