/**
 * fast-check with one seed: a suite that was green is green again on the same code. `RELOOK_SEED=7 npm test` tries other values; the
 * soaks (`npm run soak`) do so by themselves.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env['RELOOK_SEED'] ?? 1) })

export default fc
