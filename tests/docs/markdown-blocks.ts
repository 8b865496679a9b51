/** The texts of the fenced blocks of one language. */
export function markdownBlocks(page: string, language: string): string[] {
  return Array.from(page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)).flatMap(([, info, text]) => (info === language && text ? [text] : []));
}
