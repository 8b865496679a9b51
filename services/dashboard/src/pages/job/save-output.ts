import type { OutputName } from '@octet/contracts';
import { octet } from '../../api/client.ts';
import { nameIn } from './disposition.ts';

const routes = {
  artifact: 'getArtifact',
  'report.json': 'getReportJson',
  'report.html': 'getReportHtml',
  'report.md': 'getReportMarkdown',
  evidence: 'getEvidence',
} as const satisfies Record<OutputName, string>;

const keptMs = 60_000;

/** Hands an output to the browser's downloads. A link alone would come without the key. */
export async function saveOutput(id: string, name: OutputName): Promise<void> {
  const response = await octet().send(routes[name], { params: { id } });
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = nameIn(response.headers.get('content-disposition')) ?? fallbackNames[name];
  link.click();
  // The browser reads it after this call; how long after, it does not tell.
  setTimeout(() => URL.revokeObjectURL(address), keptMs);
}

const fallbackNames = {
  artifact: 'model.int8.onnx',
  'report.json': 'report.json',
  'report.html': 'report.html',
  'report.md': 'report.md',
  evidence: 'evidence.json',
} as const satisfies Record<OutputName, string>;
