import { octet } from '../../api/client.ts';
import type { OutputName } from '../../api/wire.ts';
import { nameIn } from './disposition.ts';

const paths = {
  artifact: '/v1/jobs/{id}/artifact',
  'report.json': '/v1/jobs/{id}/report.json',
  'report.html': '/v1/jobs/{id}/report.html',
  'report.md': '/v1/jobs/{id}/report.md',
  evidence: '/v1/jobs/{id}/evidence',
} as const satisfies Record<OutputName, string>;

const keptMs = 60_000;

/** Hands an output to the browser's downloads. A link alone would come without the key. */
export async function saveOutput(id: string, name: OutputName): Promise<void> {
  const { data, response } = await octet.GET(paths[name], { params: { path: { id } }, parseAs: 'blob' });
  if (data === undefined) return;
  const address = URL.createObjectURL(data);
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
