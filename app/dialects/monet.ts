/**
 * Monet, and others that look again in latent vectors (LVR, Mirage): between `<abs_vis_token>` marks stand vectors, no text and no
 * region. Such a step is shown as what it is; boxes are read where the text has any.
 * Source: NOVAglow646/Monet, README.md (tokens 151666 and 151667, `LATENT_SIZE`).
 */
import { jsonBox, namingDialect } from './naming'

/** Monet: steps of latent vectors, which show nothing. */
export const monet = namingDialect({
  id: 'monet',
  name: 'Monet (latent steps)',
  space: 'image',
  checkpoints: /\bmonet\b/i,
  writeBox: (numbers, label = 'region') => jsonBox(numbers, label),
})
