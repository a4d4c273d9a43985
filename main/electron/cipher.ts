/** The system's key store, as Electron reaches it, and the question whether keys may be kept without one. */
import { safeStorage } from 'electron'
import type { Cipher } from '../store/key-store'
import { askPerson } from './dialogs'

/** For `createServices`. */
export const systemCipher: Cipher = {
  available: async () => (await safeStorage.isAsyncEncryptionAvailable()) && !isWithoutPassword(),
  encrypt: (text) => safeStorage.encryptStringAsync(text),
  decrypt: async (data) => (await safeStorage.decryptStringAsync(Buffer.from(data))).result,
  mayBePlain: async () => {
    const answer = await askPerson({
      type: 'warning',
      message: 'Keep the key without encryption?',
      detail:
        'This system has no key store that is open. The key would be kept as readable text, in a file that only you may read. ' +
        'Without it, give the key in the environment at each start (RELOOK_KEY_NAME).',
      buttons: ['Keep it', 'Do not keep it'],
    })
    return answer === 0
  },
}

/** Chromium then “encrypts” with a password that everybody knows. */
function isWithoutPassword(): boolean {
  return process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text'
}
