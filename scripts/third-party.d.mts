/** A package of others that ships with Relook. */
export interface Package {
  readonly name: string
  readonly version: string
  /** An expression of SPDX. */
  readonly licence: string | undefined
  readonly text: string
  readonly integrity?: string
}
export const allowed: readonly string[]
export function packageFolders(files: readonly string[]): string[]
export function thirdParty(root: string, folders: readonly string[]): Package[]
export function objections(packages: readonly Package[]): string[]
export function notices(packages: readonly Package[]): string
export function billOfMaterials(
  app: { readonly name: string; readonly version: string },
  packages: readonly Package[],
  more?: readonly object[],
): { readonly components: readonly object[] }
export function licenceByText(text: string | undefined): string | undefined
