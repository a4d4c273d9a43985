/** Where the page's traces and images come from: elements of the file itself, or files of the site it stands in. Nothing else is ever asked. */
import { pagePlaces, type PageEntry, type PageIndex, type PageTrace } from '../../app/sharing/page'

/** The data of a page. */
export interface PageSource {
  readonly index: PageIndex
  /** A part of the list, from 0. @throws Error when it cannot be had. */
  readonly part: (n: number) => Promise<readonly PageEntry[]>
  /** @throws Error when it cannot be had. */
  readonly trace: (n: number) => Promise<PageTrace>
  /** Address of an image. */
  readonly image: (key: string) => string
}

/** The source of this document. @throws Error where its data is not there. */
export function pageSource(): PageSource {
  const index = dataIn<PageIndex>(pagePlaces.index)
  if (index === undefined) throw new Error('The data of this page is not in it: the file was cut off.')
  return document.body.dataset['site'] === 'true' ? siteSource(index) : fileSource(index)
}

function fileSource(index: PageIndex): PageSource {
  return {
    index,
    part: (n) => Promise.resolve(n === 0 ? index.entries : []),
    trace: (n) => {
      const trace = dataIn<PageTrace>(pagePlaces.trace(n))
      return trace === undefined
        ? Promise.reject(new Error('This trace is not in the file.'))
        : Promise.resolve(trace)
    },
    image: (key) => dataIn<string>(pagePlaces.image(key)) ?? '',
  }
}

function siteSource(index: PageIndex): PageSource {
  return {
    index,
    part: async (n) => (n === 0 ? index.entries : fetched<readonly PageEntry[]>(pagePlaces.partFile(n))),
    trace: (n) => fetched<PageTrace>(pagePlaces.traceFile(n)),
    image: pagePlaces.imageFile,
  }
}

async function fetched<T>(address: string): Promise<T> {
  if (location.protocol === 'file:')
    throw new Error(
      'A site shows its traces only through a web server: a browser reads no files beside a page. Put the folder on a web host, or share as one HTML file.',
    )
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(`${address} is not there (${answer.status}).`)
  // Written by Relook beside this page, and shown as text whatever it is.
  return (await answer.json()) as T
}

/** Data in an element. It was written together with this code. */
function dataIn<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent
  return text === undefined || text === null ? undefined : (JSON.parse(text) as T)
}
