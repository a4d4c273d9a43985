/**
 * PaliGemma and detectors made of Gemma 3: `<loc0046><loc0538><loc0795><loc1022> cat ; …`, y first, bins of 1,024; the name behind.
 * Source of every rule: google-research/big_vision, big_vision/configs/proj/paligemma/README.md (`detect`, `<loc%04d>`);
 * ariG23498/gemma3-object-detection, utils.py.
 */
import { unmarkedName } from './marks/entities'
import { namingDialect } from './naming'

/** PaliGemma: four `<locNNNN>` tokens, y first, before what they name. */
export const paliGemma = namingDialect({
  id: 'paligemma',
  name: 'PaliGemma',
  space: 'bins-1024',
  order: 'yxyx',
  sees: 'whole',
  checkpoints: /pali-?gemma/i,
  ask: (question) =>
    /^(?:detect|segment|answer|caption|ocr)\b/.test(question) ? question : `detect ${question}`,
  writeBox: (numbers, label = 'region') =>
    `${numbers.map((n) => `<loc${String(n).padStart(4, '0')}>`).join('')} ${unmarkedName(label)}`,
})
