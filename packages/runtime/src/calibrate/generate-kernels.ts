import { readFile, writeFile } from 'node:fs/promises';
import { compileKernels, kernelModuleText } from './compile-kernels.ts';

const source = await readFile(new URL('./kernels.wat', import.meta.url), 'utf8');
await writeFile(new URL('./gen/kernels.ts', import.meta.url), kernelModuleText(await compileKernels(source)));
