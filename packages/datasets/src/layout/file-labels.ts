import { openNpy } from '../array/npy.ts';
import { DatasetError } from '../errors.ts';
import type { Labels } from '../sample.ts';
import { extensionOf, keyOf } from '../source/entry-path.ts';
import { readText } from '../source/read-entry.ts';
import type { Entry } from '../source/source.ts';
import { classLabels, labelsOfArray } from './class-labels.ts';
import type { LayoutContext } from './layout.ts';

/**
 * Labels of samples that are a file each, in the order of `files` (sorted by name): from labels.csv (file,label), from labels.npy, or from
 * the folders that they are in: the ImageFolder convention, sorted folder names = label indices.
 */
export async function labelsOfFiles(files: readonly Entry[], context: LayoutContext): Promise<Labels | undefined> {
  const { contract, entries, limits, source } = context;
  const beside = entries.find(
    (e) => !e.name.includes('/') && keyOf(e.name) === contract.labels && ['.csv', '.npy'].includes(extensionOf(e.name)),
  );
  if (beside !== undefined && extensionOf(beside.name) === '.csv') {
    return labelsOfCsv(await readText(beside, limits.textBytes), files, { where: beside.name, offset: contract.label_offset });
  }
  if (beside !== undefined) {
    const labels = await labelsOfArray(await openNpy(beside, limits), files.length, contract.label_offset);
    if (labels.kind === 'classes') return labels;
    throw new DatasetError('dataset/bad-labels', `"${beside.name}" must hold one integer for each of the ${files.length} files.`, {
      where: beside.name,
    });
  }
  return labelsOfFolders(files, { where: source.label, offset: contract.label_offset });
}

function labelsOfFolders(files: readonly Entry[], at: { where: string; offset: number }): Labels | undefined {
  const folders = files.map((f) => (f.name.includes('/') ? f.name.slice(0, f.name.indexOf('/')) : undefined));
  const loose = folders.indexOf(undefined);
  if (loose >= 0) {
    if (folders.every((f) => f === undefined)) return undefined;
    throw new DatasetError(
      'dataset/unknown-layout',
      `"${at.where}": "${files[loose]?.name}" is beside class folders; move it into one, or put all files side by side with a labels.csv.`,
      { where: files[loose]?.name ?? at.where },
    );
  }
  const names = [...new Set(folders as string[])].sort();
  const index = new Map(names.map((n, i) => [n, i]));
  return classLabels(
    folders.map((f) => index.get(f as string) as number),
    at.offset,
    at.where,
    names,
  );
}

/** Lines `file,label`, with or without that heading. Labels are integers, or names whose sorted order gives the indices. */
function labelsOfCsv(text: string, files: readonly Entry[], at: { where: string; offset: number }): Labels {
  const { where, offset } = at;
  const byFile = new Map<string, string>();
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    const comma = line.lastIndexOf(',');
    const file = unquoted(line.slice(0, comma));
    const label = unquoted(line.slice(comma + 1));
    if (i === 0 && file.toLowerCase() === 'file' && label.toLowerCase() === 'label') return;
    if (comma < 0 || file === '' || label === '') throw badLine(where, i, 'is no "file,label"');
    if (byFile.has(file)) throw badLine(where, i, `names "${file}" again`);
    byFile.set(file, label);
  });
  const labels = files.map((f) => {
    const label = byFile.get(f.name);
    if (label === undefined) {
      throw new DatasetError('dataset/bad-labels', `"${where}" has no label for "${f.name}"; add a line, or remove the file.`, {
        where: f.name,
      });
    }
    byFile.delete(f.name);
    return label;
  });
  const [orphan] = byFile.keys();
  if (orphan !== undefined) {
    throw new DatasetError(
      'dataset/bad-labels',
      `"${where}" names "${orphan}", which is not in the archive; add the file, or remove the line.`,
      { where },
    );
  }
  if (labels.every((l) => /^-?\d+$/.test(l))) return classLabels(labels.map(Number), offset, where);
  const names = [...new Set(labels)].sort();
  return classLabels(
    labels.map((l) => names.indexOf(l)),
    offset,
    where,
    names,
  );
}

function unquoted(field: string): string {
  const t = field.trim();
  return t.startsWith('"') && t.endsWith('"') && t.length >= 2 ? t.slice(1, -1).replaceAll('""', '"') : t;
}

function badLine(where: string, index: number, what: string): DatasetError {
  return new DatasetError('dataset/bad-labels', `"${where}", line ${index + 1} ${what}; correct it.`, { where });
}
