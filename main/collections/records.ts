/**
 * One fixed-size record per trace: everything a list is filtered by, and where the rest of it stands. 100,000 traces are
 * 8 MB, which is all the index keeps in memory. Knows how numbers are packed, not where they come from.
 */

/** A trace as the index has it. */
export interface TraceRecord {
  /** Index into the collection's files. */
  readonly file: number
  /** Place of its record in that file. */
  readonly offset: number
  readonly length: number
  readonly line: number
  /** Which of several traces of one record (Mulberry), from 0. */
  readonly part: number
  /** 20 hex digits of what the record says; `repeat` tells equal records apart. */
  readonly hash: string
  readonly repeat: number
  readonly looks: number
  /** 0..1; NaN where the file says nothing. */
  readonly verdict: number
  /** 0..1; NaN where there is no gold box or no image. */
  readonly iou: number
  /** How sure the model was of its least sure look, 0..1, in 254 steps; NaN where that is not known. */
  readonly confidence: number
  /** Bits by the index's list of flag names. */
  readonly flags: number
  /** Its image was looked for; `flags` and `iou` are what they will be. */
  readonly measured: boolean
  readonly missing: boolean
  /** Its line in a list, and its words for the search: places in the index's own files. */
  readonly card: { readonly offset: number; readonly length: number }
  readonly words: { readonly offset: number; readonly length: number }
}

/** Bytes of one record. */
export const recordSize = 80

const at = {
  offset: 0,
  cardOffset: 8,
  wordsOffset: 16,
  length: 24,
  cardLength: 28,
  wordsLength: 32,
  file: 36,
  line: 40,
  verdict: 44,
  iou: 48,
  flags: 52,
  part: 56,
  looks: 58,
  state: 62,
  confidence: 63,
  hash: 64,
  repeat: 76,
} as const

const measuredBit = 1
const missingBit = 2

/** Records in memory. Rows are numbers from 0. */
export interface Records {
  readonly count: () => number
  readonly add: (record: TraceRecord) => void
  readonly get: (row: number) => TraceRecord
  readonly looks: (row: number) => number
  readonly verdict: (row: number) => number
  readonly iou: (row: number) => number
  readonly confidence: (row: number) => number
  readonly flags: (row: number) => number
  readonly missing: (row: number) => boolean
  readonly measured: (row: number) => boolean
  /** Place of a row's words in the words file. */
  readonly words: (row: number) => { readonly offset: number; readonly length: number }
  readonly setMeasured: (row: number, value: MeasuredRecord) => void
  readonly unmeasure: (row: number) => void
  /** The first row with this hash and repeat; -1 when there is none. */
  readonly find: (hash: string, repeat: number, part: number) => number
  /** The bytes of some records, as they are stored. */
  readonly bytes: (from: number, to: number) => Buffer
}

/** What is known once the image was looked for. */
export interface MeasuredRecord {
  readonly flags: number
  readonly iou: number
  readonly missing: boolean
}

/** Records from stored bytes. */
export function createRecords(stored: Buffer = Buffer.alloc(0)): Records {
  let count = Math.floor(stored.length / recordSize)
  let data = stored
  const room = () => {
    if ((count + 1) * recordSize <= data.length) return
    const larger = Buffer.alloc(Math.max(1024, count * 2) * recordSize)
    data.copy(larger, 0, 0, count * recordSize)
    data = larger
  }
  const setState = (row: number, bit: number, on: boolean) => {
    const place = row * recordSize + at.state
    const old = data.readUInt8(place)
    data.writeUInt8(on ? old | bit : old & ~bit, place)
  }
  const state = (row: number) => data.readUInt8(row * recordSize + at.state)
  return {
    count: () => count,
    add: (record) => {
      room()
      write(data, count * recordSize, record)
      count++
    },
    get: (row) => read(data, row * recordSize),
    looks: (row) => data.readUInt16LE(row * recordSize + at.looks),
    verdict: (row) => data.readFloatLE(row * recordSize + at.verdict),
    iou: (row) => data.readFloatLE(row * recordSize + at.iou),
    confidence: (row) => shareIn(data.readUInt8(row * recordSize + at.confidence)),
    flags: (row) => data.readUInt32LE(row * recordSize + at.flags),
    missing: (row) => (state(row) & missingBit) !== 0,
    measured: (row) => (state(row) & measuredBit) !== 0,
    words: (row) => ({
      offset: data.readDoubleLE(row * recordSize + at.wordsOffset),
      length: data.readUInt32LE(row * recordSize + at.wordsLength),
    }),
    setMeasured: (row, { flags, iou, missing }) => {
      data.writeUInt32LE(flags, row * recordSize + at.flags)
      data.writeFloatLE(iou, row * recordSize + at.iou)
      setState(row, measuredBit, true)
      setState(row, missingBit, missing)
    },
    unmeasure: (row) => setState(row, measuredBit, false),
    find: (hash, repeat, part) => {
      const wanted = Buffer.from(hash, 'hex')
      const used = data.subarray(0, count * recordSize)
      for (let place = used.indexOf(wanted); place >= 0; place = used.indexOf(wanted, place + 1)) {
        if (place % recordSize !== at.hash) continue
        const begin = place - at.hash
        const same =
          used.readUInt32LE(begin + at.repeat) === repeat && used.readUInt16LE(begin + at.part) === part
        if (same) return begin / recordSize
      }
      return -1
    },
    bytes: (from, to) => data.subarray(from * recordSize, to * recordSize),
  }
}

/** A share in one byte; 0, as an index of an earlier version has it: not known. */
function byteOf(share: number): number {
  return Number.isNaN(share) ? 0 : 1 + Math.round(Math.min(1, Math.max(0, share)) * 254)
}

function shareIn(byte: number): number {
  return byte === 0 ? NaN : (byte - 1) / 254
}

function write(data: Buffer, place: number, r: TraceRecord): void {
  data.writeDoubleLE(r.offset, place + at.offset)
  data.writeDoubleLE(r.card.offset, place + at.cardOffset)
  data.writeDoubleLE(r.words.offset, place + at.wordsOffset)
  data.writeUInt32LE(r.length, place + at.length)
  data.writeUInt32LE(r.card.length, place + at.cardLength)
  data.writeUInt32LE(r.words.length, place + at.wordsLength)
  data.writeUInt32LE(r.file, place + at.file)
  data.writeUInt32LE(r.line, place + at.line)
  data.writeFloatLE(r.verdict, place + at.verdict)
  data.writeFloatLE(r.iou, place + at.iou)
  data.writeUInt8(byteOf(r.confidence), place + at.confidence)
  data.writeUInt32LE(r.flags, place + at.flags)
  data.writeUInt16LE(Math.min(r.part, 0xffff), place + at.part)
  data.writeUInt16LE(Math.min(r.looks, 0xffff), place + at.looks)
  data.writeUInt32LE(r.repeat, place + at.repeat)
  data.writeUInt8((r.measured ? measuredBit : 0) | (r.missing ? missingBit : 0), place + at.state)
  data.write(r.hash, place + at.hash, 10, 'hex')
}

function read(data: Buffer, place: number): TraceRecord {
  const state = data.readUInt8(place + at.state)
  return {
    file: data.readUInt32LE(place + at.file),
    offset: data.readDoubleLE(place + at.offset),
    length: data.readUInt32LE(place + at.length),
    line: data.readUInt32LE(place + at.line),
    part: data.readUInt16LE(place + at.part),
    hash: data.toString('hex', place + at.hash, place + at.hash + 10),
    repeat: data.readUInt32LE(place + at.repeat),
    looks: data.readUInt16LE(place + at.looks),
    verdict: data.readFloatLE(place + at.verdict),
    iou: data.readFloatLE(place + at.iou),
    confidence: shareIn(data.readUInt8(place + at.confidence)),
    flags: data.readUInt32LE(place + at.flags),
    measured: (state & measuredBit) !== 0,
    missing: (state & missingBit) !== 0,
    card: {
      offset: data.readDoubleLE(place + at.cardOffset),
      length: data.readUInt32LE(place + at.cardLength),
    },
    words: {
      offset: data.readDoubleLE(place + at.wordsOffset),
      length: data.readUInt32LE(place + at.wordsLength),
    },
  }
}
