// Draws the app's icon from its SVG, in every size that desktops ask for: `node scripts/icon.mjs`, after changing assets/build/icon.svg.
import { mkdirSync } from 'node:fs'
import sharp from 'sharp'

const folder = new URL('../assets/build/', import.meta.url)
const draw = (size, name) =>
  sharp(new URL('icon.svg', folder).pathname, { density: 144 })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toFile(new URL(name, folder).pathname)

await draw(1024, 'icon.png')
// As the theme “hicolor” has them (electron-builder reads a size from a name).
mkdirSync(new URL('icons/', folder), { recursive: true })
for (const size of [16, 22, 24, 32, 48, 64, 96, 128, 256, 512]) await draw(size, `icons/${size}x${size}.png`)
