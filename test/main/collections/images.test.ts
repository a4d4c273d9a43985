/** Pictures of a collection: found, missing, relinked, never outside their folder. */
import { mkdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { testFolder } from '../../builders/folder'
import { never, servicesWith } from '../../builders/services'
import { current, found, lines, logRow, openPath, openRow, put, putPicture } from '../../builders/traces'

async function started(folder = testFolder()) {
  const services = await servicesWith(join(folder, 'data'))
  return { folder, services }
}

describe('pictures', () => {
  test('missing ones are listed and found at once in a folder, by their bare name too; changed traces get them', async () => {
    const { folder, services } = await started()
    const rows = [logRow(1, { image: '/somewhere/else/train/b.png' }), logRow(2, { image: 'c.png' })]
    const collection = await openPath(services, put(folder, 'log/log.jsonl', lines(rows)))
    await found(services, collection)
    const { id } = await openRow(services, collection, 0)
    await services.host.edit({ project: id, change: { type: 'project-renamed', title: 'kept' } }, never)
    expect(await services.host.missingImages({ collection, limit: 10 }, never)).toEqual({
      total: 2,
      names: ['/somewhere/else/train/b.png', 'c.png'],
    })
    await putPicture(folder, 'pictures/deep/train/b.png', 100, 50)
    await putPicture(folder, 'pictures/deep/other/b.png', 7, 7)
    const source = { type: 'path', path: join(folder, 'pictures') } as const
    services.collections.status(collection)
    await expect(services.host.relinkPictures({ collection, source }, never)).rejects.toMatchObject({
      code: 'denied',
    })
    await services.collections.choose(collection, { images: [source.path] })
    expect((await found(services, collection, { missing: false })).rows.map((r) => r.id)).toEqual(['1'])
    await services.host.setReading({ collection }, never)
    expect(await current(services, id)).toMatchObject({ title: 'kept', image: { width: 100, height: 50 } })
    await services.close()
  })

  test('two pictures of the same bare name are none: a wrong one is worse', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'x/b.png')
    await putPicture(folder, 'y/b.png')
    const collection = await openPath(
      services,
      put(folder, 'log.jsonl', lines([logRow(1, { image: 'b.png' })])),
    )
    expect((await found(services, collection)).rows[0]?.missing).toBe(true)
    await services.close()
  })

  test('one whose name the data set has put a word before is found by the rest of it, if only one is', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'two_col_102588.png')
    await putPicture(folder, 'COCO_train2014_000000580957.png')
    await putPicture(folder, '7.png')
    for (const split of ['train', 'test']) await putPicture(folder, `${split}_000000000001.png`)
    const names = [
      'images/ChartQA/train_two_col_102588.png',
      '000000580957.png',
      'a%20b/two_col_102588.png',
      // Too short to tell a picture, or two that may be meant.
      'img_7.png',
      '000000000001.png',
    ]
    const rows = names.map((image, i) => logRow(i, { image }))
    const collection = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
    expect((await found(services, collection)).rows.map((r) => r.missing)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ])
    await services.close()
  })

  test.each([
    ['each has its own first', [], [30, 50]],
    ['a chosen folder comes before them', ['chosen'], [70, 70]],
  ] as const)('of a folder of files: %s', async (_name, chosen, expected) => {
    const { folder, services } = await started()
    await putPicture(folder, 'all/a/images/1.png', 30, 20)
    await putPicture(folder, 'all/b/images/1.png', 50, 40)
    await putPicture(folder, 'chosen/images/1.png', 70, 60)
    for (const name of ['a', 'b'])
      put(folder, `all/${name}/log.jsonl`, lines([logRow(name, { image: 'images/1.png' })]))
    const collection = await openPath(services, join(folder, 'all'))
    await services.collections.choose(collection, { images: chosen.map((name) => join(folder, name)) })
    const { rows } = await found(services, collection)
    const opened = await Promise.all(rows.map(({ row }) => openRow(services, collection, row)))
    expect(opened.map(({ project }) => project.image.width)).toEqual(expected)
    await services.close()
  })

  test('a browser reaches no file outside by `..`, an absolute name or a link', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'secret/s.png')
    mkdirSync(join(folder, 'log'))
    symlinkSync(join(folder, 'secret', 's.png'), join(folder, 'log', 'link.png'))
    symlinkSync(join(folder, 'secret'), join(folder, 'log', 'folder'))
    const names = [
      '../secret/s.png',
      join(folder, 'secret/s.png'),
      'link.png',
      'folder/s.png',
      'file://' + join(folder, 'secret/s.png'),
    ]
    const rows = names.map((image, i) => logRow(i, { image }))
    const collection = await openPath(services, put(folder, 'log/log.jsonl', lines(rows)))
    const result = await found(services, collection)
    expect(result.rows.map((r) => r.missing)).toEqual(names.map(() => true))
    await services.close()
  })

  test('one inside the record needs no file; an address is not fetched and not missing', async () => {
    const { folder, services } = await started()
    const picture = statSync(await putPicture(folder, 'p.png', 64, 32)).size
    expect(picture).toBeGreaterThan(0)
    const url = 'http://127.0.0.1:9/never.png'
    const collection = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1, { image: url })])))
    const [row] = (await found(services, collection)).rows
    expect(row?.missing).toBe(false)
    const { id, project } = await openRow(services, collection, 0)
    expect(project.origin?.pictures).toEqual([{ name: url, type: 'url' }])
    const other = 'http://127.0.0.1:9/other.png'
    await expect(services.host.fetchImage({ project: id, url: other }, never)).rejects.toMatchObject({
      code: 'denied',
    })
    await services.close()
  })
})
