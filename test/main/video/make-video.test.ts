/** A video made through a browser, with stand-ins for browsers: whoever may not ask is refused, and whatever goes wrong is said and leaves nothing. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Failure, toFailureData } from '../../../app/failure'
import { usualVideo } from '../../../app/host/sharing'
import { storyOf } from '../../../app/story/story'
import { findBrowser } from '../../../main/video/browser'
import { makeVideo } from '../../../main/video/make-video'
import { servePage, type VideoPage } from '../../../main/video/page-server'
import { builtMain } from '../../builders/built'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { testNeeding, unix } from '../../builders/needs'
import { fiveSteps, projectWith } from '../../builders/project'

function pageTo(to: string): VideoPage & { readonly heard: string[] } {
  const project = projectWith(fiveSteps)
  const story = storyOf(project, must(project.branches[0]))
  const heard: string[] = []
  return {
    source: { story, files: { img: '/an/image' } },
    work: { film: usualVideo, format: 'webm' },
    images: {
      renderDisplay: (path, most) =>
        Promise.resolve({ bytes: Buffer.from(`${path} ${most}`), type: 'image/png' }),
      renderView: (path, { size }) => Promise.resolve(Buffer.from(`${path} ${size.width}×${size.height}`)),
    },
    to,
    told: (done, total) => void heard.push(`${done}/${total}`),
    heard,
  }
}

/** A program that does in place of a browser what `body` says with the `page` it is given and a `get` that keeps cookies. */
function standIn(body: string): string {
  const path = join(testFolder(), 'browser.mjs')
  writeFileSync(
    path,
    `#!${process.execPath}
const page = process.argv.at(-1)
const first = await fetch(page, { redirect: 'manual' })
const cookie = first.headers.get('set-cookie')
const get = (path, init = {}) => fetch(new URL(path, page), { ...init, headers: { cookie } })
const post = (path, body) => get(path, { method: 'POST', body })
${body}
`,
  )
  chmodSync(path, 0o755)
  return path
}

const never = new AbortController().signal

testNeeding(unix, 'what the page needs is served to it, and what it makes is the file', async () => {
  builtMain()
  const folder = testFolder()
  const page = pageTo(join(folder, 'film.webm'))
  const browser = standIn(`
const work = await (await get('/work.json')).json()
const said = [
  work.format, work.story.image.id, work.fonts.length,
  (await get('/')).headers.get('content-security-policy').includes("default-src 'none'"),
  (await get('/' + work.fonts[0].address)).headers.get('content-type'),
  await (await get('/images/img?max=64')).text(),
  await (await get('/images/img/view?width=8&height=6&filter=bicubic&crop=0,0,4,3')).text(),
  (await get('/images/other')).status, (await get('/images/img/view?width=8')).status,
  (await get('/%2e%2e/package.json')).status, (await post('/nothing', '')).status,
  (await fetch(page)).status, (await fetch(new URL('/work.json', page))).status,
]
await post('/progress', JSON.stringify({ done: 1, total: 2 }))
await post('/film?images=3&missing=1&codec=vp9', JSON.stringify(said))
setInterval(() => {}, 1000)`)
  const made = await makeVideo(page, { signal: never, browser })
  expect(made).toEqual({ images: 3, missing: 1, codec: 'vp9' })
  expect(page.heard).toEqual(['1/2'])
  expect(JSON.parse(readFileSync(page.to, 'utf8'))).toEqual([
    ...['webm', 'img', 12, true, 'font/woff', '/an/image 64', '/an/image 8×6'],
    ...[404, 404, 404, 404, 403, 403],
  ])
})

testNeeding(unix, 'a browser that fails, ends, cannot start or is silent is told as that', async () => {
  const page = pageTo(join(testFolder(), 'film.webm'))
  const ended = async (browser: string, quietMs?: number) =>
    toFailureData(
      await makeVideo(page, { signal: never, browser, ...(quietMs === undefined ? {} : { quietMs }) }).catch(
        (error: unknown) => error,
      ),
    )
  const says = `await post('/failed', JSON.stringify({ code: 'bad-input', message: 'It has no encoder.' }))`
  expect(await ended(standIn(says))).toMatchObject({ code: 'bad-input', message: 'It has no encoder.' })
  expect(await ended(standIn(`console.error('no display'); process.exit(7)`))).toMatchObject({
    message: expect.stringContaining('ended before the film was made') as string,
    detail: 'exit code 7\nno display',
  })
  expect((await ended('/not/there')).message).toContain('ended before the film was made')
  expect((await ended(standIn('setInterval(() => {}, 1000)'), 300)).message).toContain('has not answered')
})

testNeeding(unix, 'cancelling ends the browser', async () => {
  const cancel = new AbortController()
  const page = pageTo(join(testFolder(), 'film.webm'))
  const mark = join(testFolder(), 'pid')
  const browser = standIn(`
import { writeFileSync } from 'node:fs'
writeFileSync(${JSON.stringify(mark)}, String(process.pid))
await post('/progress', JSON.stringify({ done: 1, total: 9 }))
setInterval(() => {}, 1000)`)
  const making = makeVideo({ ...page, told: () => cancel.abort() }, { signal: cancel.signal, browser })
  await expect(making).rejects.toMatchObject({ code: 'cancelled' })
  expect(() => process.kill(Number(readFileSync(mark, 'utf8')), 0)).toThrow()
  expect(existsSync(page.to)).toBe(false)
})

test('another page of this machine is refused', async () => {
  const served = await servePage(pageTo(join(testFolder(), 'film.webm')), () => undefined)
  const foreign = { headers: { origin: 'http://127.0.0.1:1' } }
  expect((await fetch(served.address, foreign)).status).toBe(403)
  expect((await fetch(served.address, { redirect: 'manual' })).status).toBe(303)
  expect((await fetch(served.address, { redirect: 'manual' })).status).toBe(403)
  await served.close()
})

test('without a browser it is said what to do', () => {
  expect(() => findBrowser({}, 'aix')).toThrow(/Chromium, Chrome or Edge.*--as gif/)
  expect(() => findBrowser({ CHROMIUM: '/not/there' })).toThrow(Failure)
  expect(findBrowser({ CHROMIUM: process.execPath })).toBe(process.execPath)
})
