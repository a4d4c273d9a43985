/**
 * The curated list of models that read a person's own images: what each can do, how large it is, and which of them fit a machine.
 * Plain data and pure functions; where the list lies is the host's (`assets/models.json`).
 */
import { msg, type Message } from '../message'

/** What a model was made for, of what Relook shows. */
export const skills = ['looks', 'grounding', 'documents', 'photos'] as const
/** One of them. */
export type Skill = (typeof skills)[number]

/** The same for people. */
export const skillWords: Readonly<Record<Skill, Message>> = {
  looks: msg('looks again at regions'),
  grounding: msg('says where things are'),
  documents: msg('reads documents'),
  photos: msg('knows photos'),
}

/** One number format of a model. */
export interface CataloguePrecision {
  /** Suffix of the graphs' names. */
  readonly dtype: string
  /** Of all its files. */
  readonly bytes: number
  /** Of a machine that runs it with room to spare; an estimate. */
  readonly memory: number
}

/** A model of the list, exactly one commit of it. */
export interface CatalogueModel {
  readonly name: string
  readonly repo: string
  /** A commit. */
  readonly revision: string
  /** `model_type` of its configuration: what its graphs take and give. */
  readonly family: string
  readonly dialect: string
  readonly licence: string
  readonly can: readonly Skill[]
  /** Best first. */
  readonly precisions: readonly CataloguePrecision[]
}

/** A model in the number format to take of it. */
export interface CatalogueOffer {
  readonly model: CatalogueModel
  readonly precision: CataloguePrecision
}

/** What fits into so much memory, smallest first, each in its best number format that does. Undefined memory: everything. */
export function offersFor(
  models: readonly CatalogueModel[],
  memory: number | undefined,
): readonly CatalogueOffer[] {
  return models
    .flatMap((model) => {
      const precision = model.precisions.find((p) => memory === undefined || p.memory <= memory)
      return precision === undefined ? [] : [{ model, precision }]
    })
    .toSorted((a, b) => a.precision.bytes - b.precision.bytes)
}

/** The one to take where nobody chooses: the largest that needs no more than half of the memory, else the smallest. */
export function firstOffer(
  offers: readonly CatalogueOffer[],
  memory: number | undefined,
): CatalogueOffer | undefined {
  const easy = offers.filter(({ precision }) => memory !== undefined && precision.memory <= memory / 2)
  return easy.at(-1) ?? offers[0]
}
