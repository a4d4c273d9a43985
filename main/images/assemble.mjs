// Assembles resample.wat into resample-code.ts. Needed only after a change of the former: `npx -p wabt@1.0.39 node main/images/assemble.mjs`.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
// npx puts its packages beside the bin folder that it puts first on the path.
const bin = process.env.PATH.split(process.platform === 'win32' ? ';' : ':')[0]
const wabt = await createRequire(join(bin, '..', 'x.js'))('wabt')()
const module = wabt.parseWat('resample.wat', readFileSync(join(folder, 'resample.wat'), 'utf8'), {
  simd: true,
})
module.validate()
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64')
const lines = base64.match(/.{1,96}/g).map((line) => `  '${line}',`)
writeFileSync(
  join(folder, 'resample-code.ts'),
  `/** resample.wat, assembled by assemble.mjs. Not edited by hand. */
const base64 = [
${lines.join('\n')}
].join('')

/** The module's bytes. */
export function resampleCode(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(base64, 'base64'))
}
`,
)
