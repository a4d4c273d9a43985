/** Models, servers, sharing, explanations and the desktop: what may be asked of them, and what each part of the contract says of names. */
import { describe, expect, test } from 'vitest'
import { hostContract, providers } from '../../../app/host'
import { firstOffer, offersFor, skills, skillWords, type CatalogueModel } from '../../../app/host/catalogue'
import { closings, parseServedModelId, probeIds, servedModelId } from '../../../app/host/servers'
import {
  filmLimits,
  isFigure,
  isVideo,
  shareFormatOf,
  shareFormats,
  usualFilm,
  usualVideo,
  videoFormats,
} from '../../../app/host/sharing'

const takes = (name: keyof typeof hostContract, input: unknown) =>
  hostContract[name].input.safeParse(input).success
const said = (name: keyof typeof hostContract, input: unknown) =>
  hostContract[name].input.safeParse(input).error?.issues.map((issue) => issue.message) ?? []

describe('a server', () => {
  const added = (more: object) => ({ url: 'http://127.0.0.1:8000/v1', insecure: false, ...more })

  test('is added with its address; key, name and a model it does not list may come along', () => {
    expect(takes('addServer', added({}))).toBe(true)
    expect(takes('addServer', added({ name: '', key: 'sk-1', model: 'Qwen/Qwen2.5-VL' }))).toBe(true)
    for (const more of [{ url: '' }, { insecure: undefined }, { model: '' }, { url: 'a'.repeat(2001) }])
      expect(takes('addServer', added(more))).toBe(false)
  })

  test.each(['a b', 'a\nb', 'clé', '', 'a'.repeat(4097), 'a\u0000'])(
    'the key %j could not stand in a header',
    (key) => {
      expect(said('addServer', added({ key }))).toEqual(['A key has no blanks and no special letters.'])
    },
  )

  test('forgets its key where it is null, keeps it where nothing is said', () => {
    expect(hostContract.changeServer.input.parse({ server: 's', key: null })).toEqual({
      server: 's',
      key: null,
    })
    expect(hostContract.changeServer.input.parse({ server: 's' })).toEqual({ server: 's' })
  })

  test('shows a model images between a least and a most', () => {
    const budget = (minPixels: number, maxPixels: number) => ({ minPixels, maxPixels })
    const changed = (image: object) => ({
      server: 's',
      model: { name: 'm', dialect: 'vlm-r3', calls: 'auto', budgets: { image, crop: budget(1, 1) } },
    })
    expect(takes('changeServer', changed(budget(3136, 3136)))).toBe(true)
    expect(said('changeServer', changed(budget(2, 1)))).toEqual(['The least must not be more than the most.'])
    for (const bad of [budget(0, 1), budget(1, 2 ** 28 + 1), budget(1.5, 2)])
      expect(takes('changeServer', changed(bad))).toBe(false)
  })

  test('is asked by one to 256 at once', () => {
    const at = (concurrency: number) => takes('changeServer', { server: 's', concurrency })
    expect([1, 256, 0, 257].map(at)).toEqual([true, true, false, false])
  })

  test('and its model are one id, which is taken apart again whatever the model is called', () => {
    for (const model of ['m', 'Qwen/Qwen2.5-VL', '/data/models/x', 'a:b', 'a\nb', '模型'])
      expect(parseServedModelId(servedModelId('gpu-1', model))).toEqual({ server: 'gpu-1', model })
    for (const own of ['built-in', 'server:', 'server:gpu', 'server:gpu/', 'server:GPU/m', 'xserver:gpu/m'])
      expect(parseServedModelId(own), own).toBeUndefined()
  })

  test('is tried for each thing once', () => {
    expect(new Set(probeIds).size).toBe(probeIds.length)
    expect(probeIds[0]).toBe('reach')
    expect(closings).toEqual(['none', 'empty', 'newline'])
  })
})

describe('models from a hub', () => {
  const at = { repo: 'Qwen/Qwen2.5-VL', revision: 'main' }

  test('are named as the hub names them, and told what a name is', () => {
    expect(takes('lookUpRepository', at)).toBe(true)
    expect(takes('startDownload', { ...at, dtype: '' })).toBe(true)
    expect(said('lookUpRepository', { ...at, repo: 'a/../b' })).toEqual(['A repository is owner/name.'])
    expect(said('lookUpRepository', { ...at, revision: 'a..b' })).toEqual([
      'A revision is a branch, a tag or a commit.',
    ])
  })

  test('are searched for by words, blanks are none', () => {
    expect(hostContract.searchHub.input.parse({ words: ' qwen ' })).toEqual({ words: 'qwen' })
    expect(takes('searchHub', { words: '  ' })).toBe(false)
  })

  test('come from an address without a password; the token is taken away by null', () => {
    expect(said('setHub', { endpoint: 'https://a:b@hub.example' })).toEqual([
      'The address of a hub begins with https:// (or http://) and holds no password.',
    ])
    expect(takes('setHub', {})).toBe(true)
    expect(takes('setHub', { token: null })).toBe(true)
    expect(takes('setHub', { token: '' })).toBe(false)
  })

  test('are opened without a part only where a person says so', () => {
    expect(takes('linkModel', { path: '/m' })).toBe(true)
    expect(takes('linkModel', { path: '/m', anyway: true })).toBe(true)
    expect(takes('linkModel', { path: '/m', anyway: false })).toBe(false)
  })
})

describe('the list of models that can be had', () => {
  const model = (
    name: string,
    ...precisions: readonly (readonly [string, number, number])[]
  ): CatalogueModel => ({
    ...{
      name,
      repo: `o/${name}`,
      revision: 'c',
      family: 'f',
      dialect: 'vlm-r3',
      licence: 'l',
      can: ['looks'],
    },
    precisions: precisions.map(([dtype, bytes, memory]) => ({ dtype, bytes, memory })),
  })
  const small = model('small', ['', 8, 16], ['q4', 2, 4])
  const large = model('large', ['', 40, 80], ['q4', 10, 20])
  const taken = (memory?: number) =>
    offersFor([large, small], memory).map((offer) => [offer.model.name, offer.precision.dtype])

  test('each in the best number format that fits, smallest first', () => {
    expect(taken()).toEqual([
      ['small', ''],
      ['large', ''],
    ])
    expect(taken(24)).toEqual([
      ['small', ''],
      ['large', 'q4'],
    ])
    expect(taken(4)).toEqual([['small', 'q4']])
    expect(taken(3)).toEqual([])
  })

  test('the one to take needs half of the memory at most, else it is the smallest', () => {
    const first = (memory?: number) => firstOffer(offersFor([large, small], memory), memory)?.model.name
    expect(first(200)).toBe('large')
    expect(first(40)).toBe('large')
    expect(first(39)).toBe('small')
    expect(first(4)).toBe('small')
    expect(first(undefined)).toBe('small')
    expect(first(3)).toBeUndefined()
  })

  test('says of each skill what it is', () => expect(Object.keys(skillWords)).toEqual([...skills]))
})

describe('handing on', () => {
  const request = {
    source: { type: 'all' },
    format: 'html',
    title: 'Receipt',
    maxSide: 1600,
    original: false,
  }
  const shared = (more: object) => takes('share', { request: { ...request, ...more } })

  test('is made in every format that the host offers, and in no film that only a browser makes', () => {
    for (const { id } of shareFormats) expect(shared({ format: id })).toBe(true)
    for (const { id } of videoFormats) expect(shared({ format: id })).toBe(false)
  })

  test.each([
    { title: '' },
    { maxSide: 255 },
    { maxSide: 8193 },
    { trace: 0 },
    { original: undefined },
    { figure: { of: 'image', theme: 'light', labels: true, scale: 5 } },
    { figure: { of: 'page', theme: 'light', labels: true, scale: 1 } },
    { film: { ...usualFilm, width: filmLimits.width.most + 1 } },
    { film: { ...usualFilm, rate: filmLimits.rate.least - 1 } },
    { film: { ...usualFilm, speed: 5 } },
  ])('not with %j', (more) => expect(shared(more)).toBe(false))

  test('what is drawn where nothing is asked for can be asked for', () => {
    for (const film of [usualFilm, usualVideo]) expect(shared({ format: 'gif', film })).toBe(true)
    for (const { least, most, usual } of Object.values(filmLimits)) {
      expect(least).toBeLessThanOrEqual(usual)
      expect(usual).toBeLessThanOrEqual(most)
    }
  })

  test('each format is a page, a figure, or a film of a browser, and no two have one name', () => {
    const ids = [...shareFormats, ...videoFormats].map((format) => format.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((format) => isFigure(format))).toEqual(['png', 'svg', 'pdf'])
    expect(ids.filter((format) => isVideo(format))).toEqual(['mp4', 'webm'])
    expect(shareFormatOf('pdf')).toBe('pdf')
    for (const other of ['mp4', 'PDF', '', 'toString']) expect(shareFormatOf(other)).toBeUndefined()
  })
})

describe('why it answers so', () => {
  const map = { project: 'p', branch: 'b', side: 8, refine: 1, cover: 'grey', curves: true }
  const asked = (more: object) => takes('occlude', { ...map, ...more })

  test('is asked of a span, a look, a part of the image, or of all', () => {
    expect(asked({})).toBe(true)
    expect(asked({ span: { step: 's', start: 0, end: 3 }, look: 'l', model: 'm', cover: 'blur' })).toBe(true)
    for (const more of [
      { side: 3 },
      { refine: 4 },
      { cover: 'black' },
      { span: { step: 's', start: -1, end: 3 } },
    ])
      expect(asked(more)).toBe(false)
  })

  test('what it attended to is a mean, a layer, a head or a rollout', () => {
    const attended = (selection: object) =>
      takes('attention', { project: 'p', branch: 'b', step: 's', from: 0, to: 4, selection })
    for (const selection of [
      { type: 'mean' },
      { type: 'rollout' },
      { type: 'layer', layer: 0 },
      { type: 'head', layer: 0, head: 3 },
    ])
      expect(attended(selection)).toBe(true)
    for (const selection of [{ type: 'layer' }, { type: 'head', layer: 0 }, { type: 'all' }, {}])
      expect(attended(selection)).toBe(false)
  })

  test('what it could have said is a tree of some depth and width', () => {
    const grown = (more: object) =>
      takes('couldHaveSaid', {
        project: 'p',
        branch: 'b',
        place: { step: 's', at: 0 },
        depth: 3,
        width: 4,
        asks: 20,
        ...more,
      })
    expect(grown({})).toBe(true)
    for (const more of [{ depth: 13 }, { width: 1 }, { width: 65 }, { asks: 201 }, { place: { step: 's' } }])
      expect(grown(more)).toBe(false)
  })

  test('a look has four numbers, counted from 0', () => {
    const odds = (number: number) =>
      takes('numberOdds', { project: 'p', branch: 'b', step: 's', number, asks: 1 })
    expect([0, 3, 4, -1].map(odds)).toEqual([true, true, false, false])
  })
})

describe('the desktop', () => {
  test('knows its themes, places and steps of an update', () => {
    for (const theme of ['system', 'light', 'dark']) expect(takes('setTheme', { theme })).toBe(true)
    for (const place of ['data', 'crashes', 'notices']) expect(takes('showPlace', { place })).toBe(true)
    for (const step of ['check', 'download', 'install']) expect(takes('update', { step })).toBe(true)
    expect(takes('setTheme', { theme: 'sepia' })).toBe(false)
    expect(takes('showPlace', { place: '/etc' })).toBe(false)
    expect(takes('update', { step: 'skip' })).toBe(false)
  })

  test('prefers to find the best provider itself', () => expect(providers[0]).toBe('auto'))
})
