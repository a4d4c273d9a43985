/** What we use of gifenc, which comes without types. */
declare module 'gifenc' {
  export type Palette = [red: number, green: number, blue: number][]
  export interface FrameOptions {
    readonly palette: Palette
    readonly first: boolean
    /** Milliseconds. */
    readonly delay: number
    readonly repeat: number
    readonly transparent: boolean
    readonly transparentIndex: number
    readonly dispose: number
  }
  export interface GifEncoder {
    writeHeader(): void
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void
    finish(): void
    bytesView(): Uint8Array
    reset(): void
  }
  interface Gifenc {
    GIFEncoder(options: { readonly auto: boolean }): GifEncoder
    quantize(rgba: Uint8Array, colours: number, options: { readonly format: 'rgb565' }): Palette
    applyPalette(rgba: Uint8Array, palette: Palette, format: 'rgb565'): Uint8Array
  }
  const gifenc: Gifenc
  export default gifenc
}
