import { totalmem } from 'node:os';
import { autoTargets, type CpuClass, cpuClasses, type Recipe } from '@octet/contracts';
import type { GatewayParts } from '../parts.ts';
import { type Preview, type PreviewBounds, type Previewed, startPreview } from './preview.ts';

const MiB = 2 ** 20;
const previews = 2;
/** A model is in memory several times while its plan is made. */
const copies = 6;

/** Two previews and the service itself fit into the memory of the machine, or of the container where that has less. */
export function boundsWithin(memoryBytes: number): PreviewBounds {
  const perModel = ((memoryBytes - 256 * MiB) / previews - 192 * MiB) / copies;
  const modelBytes = Math.round(Math.min(128 * MiB, Math.max(4 * MiB, perModel)));
  // Node reserves half a gigabyte that it hardly touches.
  return { modelBytes, memoryBytes: 768 * MiB + copies * modelBytes, seconds: 20, previews };
}

function memoryHere(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** What a dry run finds out about its model while the bytes go by; nothing of them is kept. */
export interface ModelPreview {
  begin(options: { readonly recipe: Recipe; readonly requires: CpuClass | undefined }): Promise<void>;
  write(chunk: Buffer): Promise<void>;
  /** Throws the ProblemError for which the job would be refused. */
  end(): Promise<Previewed>;
  stop(): void;
}

export function createModelPreview(
  { ledger, config }: Pick<GatewayParts, 'ledger' | 'config'>,
  limits = boundsWithin(memoryHere()),
): ModelPreview {
  let preview: Preview | undefined;
  return {
    async begin({ recipe, requires }) {
      const target = recipe.target === 'auto' ? autoTargets[requires ?? (await bestConnected())] : recipe.target;
      const { weights, activations, exclude, overrides, correct } = recipe;
      preview = startPreview({ target, recipe: { weights, activations, exclude, overrides, correct } }, limits);
    },
    write: async (chunk) => await preview?.write(chunk),
    end: async () =>
      preview === undefined ? { why: `${limits.previews} other models are being previewed; ask again` } : await preview.end(),
    stop: () => preview?.stop(),
  };

  /** What a job that leaves the target to the worker would most likely get. */
  async function bestConnected(): Promise<CpuClass> {
    const workers = await ledger.workers.countByClass({ goneAfterSeconds: config.OCTET_WORKER_GONE_SECONDS });
    return cpuClasses.find((cpuClass) => workers[cpuClass] > 0) ?? 'ort-cpu-vnni';
  }
}
