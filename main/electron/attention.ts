/**
 * What long work asks of the system: not to sleep while it goes on, and to tell a person who looks elsewhere that it ended. Nothing of
 * either while a window of Relook is in front. Knows no work.
 */
import { app, BrowserWindow, Notification, powerSaveBlocker } from 'electron'
import { msg } from '../../app/message'
import type { WorkListener } from '../shell/long-work'
import { native } from '../shell/native-words'

/** `onClick`: the notification was pressed. */
export function createNotifier(onClick: () => void): WorkListener & { readonly seen: () => void } {
  let blocker: number | undefined
  let unseen = 0
  const badge = () => {
    // Docks and launchers that show numbers; others ignore it.
    app.setBadgeCount(unseen)
  }
  return {
    onCount: (count) => {
      if (count > 0) blocker ??= powerSaveBlocker.start('prevent-app-suspension')
      else if (blocker !== undefined) {
        powerSaveBlocker.stop(blocker)
        blocker = undefined
      }
    },
    onEnded: ({ title, ok }) => {
      if (BrowserWindow.getFocusedWindow() !== null) return
      unseen++
      badge()
      // On Windows the taskbar shows no numbers; the button blinks until it is looked at.
      for (const window of BrowserWindow.getAllWindows()) window.flashFrame(true)
      if (!Notification.isSupported()) return
      const notification = new Notification({
        title: native(ok ? msg(`${title} is done`) : msg(`${title} failed`)),
        body: 'Relook',
      })
      notification.on('click', onClick)
      notification.show()
    },
    seen: () => {
      if (unseen === 0) return
      unseen = 0
      badge()
      for (const window of BrowserWindow.getAllWindows()) window.flashFrame(false)
    },
  }
}
