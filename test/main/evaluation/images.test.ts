/** Pictures of a benchmark as the code of the model's family reads them. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { defaultSettings } from '../../../app/trace/project'
import { answering, benchmark } from '../../builders/benchmark'
import { testFolder } from '../../builders/folder'
import { never, servicesWith } from '../../builders/services'

test('one that lies on its side stays so for VLM-R³, whose own code does not turn it', async () => {
  const folder = testFolder()
  const data = await benchmark(join(folder, 'datasets', 'small'), 1)
  const turned = await sharp({ create: { width: 200, height: 150, channels: 3, background: '#345' } })
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer()
  writeFileSync(join(data, 'images', '0.png'), turned)
  const services = await servicesWith(
    folder,
    answering((n) => `a${n}`),
  )
  onTestFinished(() => services.close())
  const { host } = services
  const request = { data, model: 'm', settings: defaultSettings, concurrency: 1, baseline: false }
  const [evaluation = ''] = (await host.startEvaluation(request, never)).evaluations
  for await (const event of host.followEvaluation({ evaluation }, never)) {
    const [row] = event.type === 'evaluation' ? [] : event.rows
    if (row === undefined) continue
    expect(row.image).toMatchObject({ width: 200, height: 150 })
    return
  }
  throw new Error('no row')
})
