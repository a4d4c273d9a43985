/** CMYK as RGB by Pillow's arithmetic (libImaging, `cmyk2rgb`): what every pipeline of the field computes, without a profile. */

/** Four channels a pixel to three, 0..255 each. */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3)
  for (let from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
    const light = 255 - (cmyk[from + 3] as number)
    for (let c = 0; c < 3; c++) {
      const product = (cmyk[from + c] as number) * light + 128
      rgb[to + c] = Math.max(0, light - (((product >> 8) + product) >> 8))
    }
  }
  return rgb
}
