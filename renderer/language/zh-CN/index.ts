/** 简体中文: all parts of the catalogue as one. Loaded when the language is first shown. */
const parts = import.meta.glob<Readonly<Record<string, string>>>('./*.json', {
  eager: true,
  import: 'default',
})

export const catalogue: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(parts))
