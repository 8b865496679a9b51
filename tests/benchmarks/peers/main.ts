import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRunner } from '@octet/runtime';
import { machine } from '../measure/machine.ts';
import { pageOfClass, publish } from '../measure/page.ts';
import { chosenModels } from '../zoo-models.ts';
import { compareModel, type ModelFigures } from './compare-model.ts';
import { peersOf } from './peers-of.ts';
import { renderPeers } from './render.ts';

export const peersUsage = `npm run bench -- peers [--models a,b] [--rounds N] [--seconds S] [--keep DIR] [--write]
  Octet against quantize_static on MiniCNN, ResNet-20, MobileNetV1, SqueezeNet and YOLOX-nano. --keep leaves the artifacts in DIR.`;

const models = ['minicnn', 'resnet20', 'mobilenetv1', 'squeezenet', 'yolox-nano'];

export async function peers(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: { type: 'string' },
      rounds: { type: 'string', default: '40' },
      seconds: { type: 'string', default: '8' },
      keep: { type: 'string' },
      write: { type: 'boolean', default: false },
    },
  });
  const chosen = chosenModels(values.models, models);
  const here = machine();
  const peers = peersOf(here.cpuClass);
  const effort = { rounds: Number(values.rounds), minSeconds: Number(values.seconds) };
  const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'octet-peers-')));
  await using runner = await createRunner();
  try {
    const figures: ModelFigures[] = [];
    for (const model of chosen) {
      const say = (line: string) => process.stderr.write(`${model.name}: ${line}\n`);
      figures.push(await compareModel(model, { folder, runner, peers, effort, say }));
    }
    const all = { machine: here, models: figures };
    await publish(pageOfClass('peers', here), { markdown: renderPeers(all), figures: all }, values.write);
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
}
