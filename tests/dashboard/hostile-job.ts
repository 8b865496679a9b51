import type { JobFiles } from '@octet/client';
import { encodeToBuffer, parseModel } from '@octet/onnx';
import { network } from '../cli/small-network.ts';
import { smallJob } from '../service/small-job.ts';

/** What a page would do if it took one of these for markup, and marks that turn the text after them around. */
export const hostileNames = [
  '<script>document.title="pwned"</script>',
  '"><img src="https://evil.example/x" onerror="alert(1)">',
  'safe\u202Egnp.exe',
  `long${'n'.repeat(10_000)}`,
  '</style><svg onload=alert(1)>',
] as const;

/** A small network whose nodes are named by a stranger. */
export async function hostileJob(): Promise<JobFiles> {
  const model = parseModel(network);
  for (const [index, node] of [...model.graph.nodes()].entries()) node.name = hostileNames[index] ?? node.name;
  const { calibration } = await smallJob();
  return { model: new File([Buffer.from(encodeToBuffer(model))], '<img src=x onerror=alert(1)>\u202Exnno.onnx'), calibration };
}
