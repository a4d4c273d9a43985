/** In which language and with which image sizes each trace of an export is told. Pure. */
import { dialectOf } from '../../app/dialects'
import type { Writer, TellingOptions } from '../../app/exports'
import type { ExportRequest } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import type { Branch } from '../../app/trace/project'

/** The telling of a branch under a request. @throws Failure `bad-input` for a language Relook does not know. */
export function tellingOf(writer: Writer, request: ExportRequest, branch: Branch): TellingOptions {
  const id = writer.dialect ?? request.dialect ?? branch.dialect
  const dialect = dialectOf(id)
  if (dialect === undefined) throw new Failure('bad-input', `Relook does not know the dialect “${id}”.`)
  const budgets = writer.budgets ?? dialect.budgets
  if (request.pixels === undefined) return { dialect, budgets }
  const { minPixels } = budgets.image
  return {
    dialect,
    budgets: {
      ...budgets,
      image: { minPixels: Math.min(minPixels, request.pixels), maxPixels: request.pixels },
    },
  }
}
