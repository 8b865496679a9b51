import type { Entry } from './source.ts';

/** Takes off the folders that all entries share: archives are often packed with their folder. An ONNX test set's own folder stays. */
export function withoutCommonFolder(entries: readonly Entry[]): readonly Entry[] {
  let stripped = entries;
  for (;;) {
    const name = stripped[0]?.name ?? '';
    const slash = name.indexOf('/');
    if (slash < 0) return stripped;
    const prefix = name.slice(0, slash + 1);
    if (/^test_data_set_\d+\/$/.test(prefix) || !stripped.every((e) => e.name.startsWith(prefix))) return stripped;
    stripped = stripped.map((e) => ({ ...e, name: e.name.slice(prefix.length) }));
  }
}
