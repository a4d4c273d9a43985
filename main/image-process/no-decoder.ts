/** What a person is told where reading any image ends the process that does it: seen on Linux, with libraries newer than Electron's. */
import { sharpVariable } from '../images/sharp'

/** `how`: what became of an image that is surely good. */
export function noDecoder(how: string): string {
  return (
    `${how}\n\nNot even Relook’s own samples can be read, so it is not your image: the decoder and the libraries of this system do not ` +
    `agree (a known fault of Electron on some Linux systems). Start Relook with ${sharpVariable}=shared set in the environment. If that does ` +
    `not help, run it from its sources in a browser (npm start -- --web), and please report your system.`
  )
}
