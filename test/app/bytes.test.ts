import { expect, it } from 'vitest'
import { formatBytes } from '../../app/bytes'

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [12.4, '12 B'],
  // A speed is no whole number.
  [999.4, '999 B'],
  [999.6, '1.0 kB'],
  [1000, '1.0 kB'],
  [99_940, '99.9 kB'],
  [99_960, '100 kB'],
  [999_499, '999 kB'],
  [999_600, '1.0 MB'],
  [142_000_000, '142 MB'],
  [16e9, '16.0 GB'],
  [2 ** 30, '1.1 GB'],
  [999_949_999, '1.0 GB'],
  [999e9, '999 GB'],
  [999.6e9, '1.0 TB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
