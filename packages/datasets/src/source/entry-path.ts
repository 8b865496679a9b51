/** 'a/b/x.npy' → 'x' */
export function keyOf(name: string): string {
  const file = fileOf(name);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? file.slice(0, dot) : file;
}

/** 'a/b/x.NPY' → '.npy'; '' where there is none. */
export function extensionOf(name: string): string {
  const file = fileOf(name);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? file.slice(dot).toLowerCase() : '';
}

/** 'a/b/x.npy' → 'x.npy' */
export function fileOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
