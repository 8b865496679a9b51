import wabt from 'wabt';

/** WebAssembly text to its binary form. Development only: what ships is `gen/kernels.ts`. */
export async function compileKernels(source: string): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const parsed = parseWat('kernels.wat', source, { simd: true, threads: true });
  try {
    return parsed.toBinary({}).buffer;
  } finally {
    parsed.destroy();
  }
}

/** The TypeScript module that holds the binary, as `npm run generate` writes it. */
export function kernelModuleText(binary: Uint8Array): string {
  const lines = (
    Buffer.from(binary)
      .toString('base64')
      .match(/.{1,100}/g) ?? []
  ).map((line) => `  '${line}'`);
  return `/** kernels.wat, compiled. Written by \`npm run generate\`; do not edit. */\nexport const kernelsBase64: string = [\n${lines.join(',\n')},\n].join('');\n`;
}
