/** Everything Relook keeps on disk, behind one door. One process at a time has it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { providers, type Provider } from '../../app/host'
import { writeWhole } from './folder'
import { createImages, type BringImage, type Images } from './images'
import { takeLock, type Lock } from './lock'
import { createProjects, type Projects } from './projects'
import { sweep } from './sweep'

export interface Store {
  readonly folder: string
  /** Where the images lie. */
  readonly imageFolder: string
  readonly images: Images
  readonly projects: Projects
  /** What a person chose and expects to find again. */
  readonly preferences: () => Promise<Preferences>
  readonly setPreferences: (preferences: Preferences) => Promise<void>
  /** Tells other processes where this one can be reached. */
  readonly announce: Lock['announce']
  readonly close: () => Promise<void>
}

const preferences = z.object({
  provider: z.enum(providers).catch('auto').default('auto'),
  idleMinutes: z.number().int().min(0).exactOptional(),
  budget: z.number().int().min(0).exactOptional(),
  modelsFolder: z.string().min(1).exactOptional(),
})
export interface Preferences {
  readonly provider: Provider
  /** Minutes without a run after which a model is let go of; absent: as the app has it. */
  readonly idleMinutes?: number
  /** Bytes that the inference process may keep to be quick; absent: as the model needs. */
  readonly budget?: number
  /** Where models are kept; absent: in the data folder. */
  readonly modelsFolder?: string
}

export interface StoreOptions {
  readonly folder: string
  readonly bringImage: BringImage
  readonly now: () => number
  /** Told of whatever could not be read and was skipped. */
  readonly report: (message: string) => void
}

/** Opens the data folder. @throws HeldFailure when another process has it. */
export async function openStore({ folder, bringImage, now, report }: StoreOptions): Promise<Store> {
  const lock = await takeLock(folder)
  await sweep(folder)
  const chosen = join(folder, 'preferences.json')
  const imageFolder = join(folder, 'images')
  const projects = await createProjects({ folder, report, now, check: lock.check })
  return {
    folder,
    imageFolder,
    images: createImages(imageFolder, bringImage),
    projects,
    preferences: async () => {
      try {
        return preferences.parse(JSON.parse(await readFile(chosen, 'utf8')))
      } catch {
        return { provider: 'auto' }
      }
    },
    setPreferences: (value) => writeWhole(chosen, JSON.stringify(value)),
    announce: lock.announce,
    close: async () => {
      await projects.close()
      await lock.release()
    },
  }
}
