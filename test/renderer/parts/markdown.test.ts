import { describe, expect, it } from 'vitest'
import { markdown } from '../../../renderer/parts/markdown'

const html = (text: string) => markdown.render(text).trim()

describe('text of a rationale', () => {
  it('never becomes HTML of its own', () => {
    expect(html('<img src=x onerror=alert(1)>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>')
  })

  it('fetches no picture and runs no script by link', () => {
    expect(html('![x](http://example.org/a.png) [y](javascript:alert(1))')).not.toMatch(
      /<img|href="javascript/,
    )
  })

  it('sets formulas apart, their source escaped', () => {
    expect(html('so $a<b$ holds')).toContain('<span class="math" data-block="false">a&lt;b</span>')
    expect(html('\\[ x^2 \\]')).toContain('data-block="true"')
  })

  it('leaves prices alone', () => {
    expect(html('It costs $5 or $6.')).toBe('<p>It costs $5 or $6.</p>')
  })
})
