import { readFile } from 'node:fs/promises';
import { ProblemError, parseRecipeText, type Recipe } from '@octet/contracts';

/** The recipe in a file. Throws ProblemError 'usage' where it cannot be read, 'recipe/invalid' where it has faults. */
export async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'there is no such file' : cause.message;
    throw new ProblemError('usage', `The recipe ${path} cannot be read: ${why}.`, { where: path, cause });
  });
  return parseRecipeText(text);
}
