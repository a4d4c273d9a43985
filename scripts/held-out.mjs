// Makes assets/held-out, the pictures the built-in model is measured on, from what `python -m training data --seed 9001` drew:
//   node scripts/held-out.mjs FOLDER [COUNT]
// Pictures become WebP (quality 80: a tenth of the size); the questions stay as they are.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const [, , from, count = '200'] = process.argv
if (from === undefined)
  throw new Error('Say where the pictures are: node scripts/held-out.mjs FOLDER [COUNT]')
const to = join(dirname(dirname(fileURLToPath(import.meta.url))), 'assets', 'held-out')
await rm(to, { recursive: true, force: true })
await mkdir(join(to, 'images'), { recursive: true })
const lines = (await readFile(join(from, 'rl.jsonl'), 'utf8')).trim().split('\n')
const records = []
for (const line of lines.slice(0, Number(count))) {
  const { image_path, question, answer, family, kind, boxes } = JSON.parse(line)
  const id = basename(image_path, '.png')
  const name = `images/${id}.webp`
  await sharp(join(from, image_path)).webp({ quality: 80, effort: 6 }).toFile(join(to, name))
  records.push(JSON.stringify({ id, image_path: name, question, answer, family, kind, boxes }))
}
await writeFile(join(to, 'records.jsonl'), `${records.join('\n')}\n`)
console.log(`${records.length} records in ${to}`)
