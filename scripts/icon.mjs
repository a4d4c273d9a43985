// Draws the app's icon from its SVG: `node scripts/icon.mjs`, after changing assets/build/icon.svg.
import sharp from 'sharp'

const folder = new URL('../assets/build/', import.meta.url)
await sharp(new URL('icon.svg', folder).pathname, { density: 144 })
  .resize(1024, 1024)
  .png({ compressionLevel: 9 })
  .toFile(new URL('icon.png', folder).pathname)
