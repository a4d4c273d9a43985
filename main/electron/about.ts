/** The app's own dialogs: what it is and where its things lie, and the steps of a new version. Knows no service but the updates. */
import { app, shell } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenableFolder } from '../../app/host/desktop'
import { Failure } from '../../app/failure'
import { msg } from '../../app/message'
import { native } from '../shell/native-words'
import type { UpdateService } from '../shell/updates'
import { askPerson } from './dialogs'
import { crashFolder } from './prepare'

/** Where a person may look. */
export interface Places {
  readonly version: string
  readonly dataFolder: string
}

/** Opens a folder or file outside. @throws Failure `not-found` when it is not there or the system cannot. */
export async function showPlace({ dataFolder }: Places, place: OpenableFolder): Promise<void> {
  // Beside the archive in a package; a checkout has none of its own.
  const notices = join(process.resourcesPath, 'THIRD-PARTY-NOTICES.txt')
  const path = { data: dataFolder, crashes: crashFolder(dataFolder), notices }[place]
  if (!existsSync(path))
    throw new Failure(
      'not-found',
      place === 'notices' ? 'The notices are in the packaged app only.' : `There is no ${path}.`,
    )
  const problem = await shell.openPath(path)
  if (problem !== '') throw new Failure('not-found', `${path} could not be opened: ${problem}`)
}

/** What Relook is, and from there to its notices and its data. */
export async function showAbout(places: Places): Promise<void> {
  const { electron, chrome, node } = process.versions
  const answer = await askPerson({
    type: 'info',
    title: native('About Relook'),
    message: `Relook ${places.version}`,
    detail: [
      'See what a vision-language model looked at while it reasoned.',
      `Electron ${electron}, Chromium ${chrome}, Node ${node}\n${native(msg(`Data: ${places.dataFolder}`))}`,
      'Apache-2.0. Contains the work of others: see the notices.',
    ]
      .map(native)
      .join('\n\n'),
    buttons: [msg('Close'), msg('Notices'), 'Data folder'],
    escape: 0,
  })
  if (answer === 1) await showPlace(places, 'notices')
  else if (answer === 2) await showPlace(places, 'data')
}

/** Looks for a new version because a person asked, and goes on a step with each yes. */
export async function askForUpdates(updates: UpdateService): Promise<void> {
  const tell = (message: string, detail: string) =>
    askPerson({ type: 'info', message, detail, buttons: [msg('OK')] })
  const now = updates.get()
  if (now.type === 'none') return void (await tell('Relook does not update itself here.', now.why))
  if (now.type !== 'ready') await updates.check()
  const found = updates.get()
  if (found.type === 'failed') return void (await tell('No new version could be looked for.', found.message))
  if (found.type === 'idle') return void (await tell(`Relook ${app.getVersion()} is the newest version.`, ''))
  if (found.type === 'available') await offerDownload(updates, found.version)
  const ready = updates.get()
  if (ready.type === 'failed')
    return void (await tell('The new version could not be downloaded.', ready.message))
  if (ready.type === 'ready') await offerInstall(updates, ready.version)
}

async function offerDownload(updates: UpdateService, version: string): Promise<void> {
  const answer = await askPerson({
    type: 'question',
    message: `Relook ${version} is there.`,
    detail: `This is ${app.getVersion()}. It is downloaded now and started when you say so.`,
    buttons: [msg('Download'), 'Not now'],
  })
  if (answer === 0) await updates.download()
}

async function offerInstall(updates: UpdateService, version: string): Promise<void> {
  const answer = await askPerson({
    type: 'question',
    message: `Relook ${version} is ready.`,
    detail: 'Relook starts again with it. Runs that are going on are stopped; your work is kept.',
    buttons: [msg('Restart'), 'Not now'],
  })
  if (answer === 0) await updates.install()
}
