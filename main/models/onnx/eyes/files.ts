/** Where the eyes for text lie. A type only: whoever reads a folder need not know the runtime. */

export interface EyesFiles {
  readonly detection: string
  readonly recognition: string
  /** What the recogniser's classes are, a line each. */
  readonly characters: string
}
