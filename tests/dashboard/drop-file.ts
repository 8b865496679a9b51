import type { Locator } from 'playwright-core';

/** Drops a file as a hand would, from outside the browser. */
export async function dropFile(target: Locator, file: File): Promise<void> {
  const base64 = Buffer.from(await file.arrayBuffer()).toString('base64');
  const transfer = await target.page().evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob('${base64}'), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], ${JSON.stringify(file.name)}));
    return transfer;
  })()`);
  await target.dispatchEvent('dragover', { dataTransfer: transfer });
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}
