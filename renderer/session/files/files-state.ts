/** A file on its way into the app. Plain data. */

export interface FilesState {
  /** 0..1 while a file is uploaded. */
  readonly upload: { readonly name: string; readonly done: number } | undefined
}

/** Nothing is brought in. */
export const noFiles: FilesState = { upload: undefined }
