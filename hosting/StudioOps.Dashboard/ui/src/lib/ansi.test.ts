import { describe, expect, it } from 'vitest'
import { marked, parseAnsi, plain } from './ansi'

const E = '\u001b'

describe('ANSI text', () => {
  it('without escapes is one plain segment', () => {
    expect(parseAnsi('listening on 8080')).toEqual([{ text: 'listening on 8080', style: {} }])
  })

  it('takes colours, weight and their resets', () => {
    expect(parseAnsi(`${E}[1;31mfail${E}[0m: ${E}[92mok${E}[39m!`)).toEqual([
      { text: 'fail', style: { bold: true, color: 1 } },
      { text: ': ', style: {} },
      { text: 'ok', style: { color: 10 } },
      { text: '!', style: {} },
    ])
  })

  it('takes the 256 colours and true colour', () => {
    expect(parseAnsi(`${E}[38;5;208ma${E}[48;5;232mb${E}[38;2;1;2;300mc${E}[38;5;9md`)).toEqual([
      { text: 'a', style: { color: '#ff8700' } },
      { text: 'b', style: { color: '#ff8700', background: '#080808' } },
      { text: 'c', style: { color: '#0102ff', background: '#080808' } },
      { text: 'd', style: { color: 9, background: '#080808' } },
    ])
  })

  it('drops what moves cursors, sets titles or rings bells', () => {
    expect(plain(`${E}[2K${E}[1Ga${E}]0;title\u0007b\u0007${E}]8;;http://x${E}\\c${E}[?25l`)).toBe('abc')
    expect(parseAnsi(`${E}[2Ka`)).toEqual([{ text: 'a', style: {} }])
  })

  it('keeps going after a broken escape', () => {
    expect(plain(`a${E}[38;5mb${E}`)).toBe('ab')
  })
})

describe('marking', () => {
  it('finds words across colours without changing the text', () => {
    const segments = parseAnsi(`${E}[31mcon${E}[32mnection con${E}[0m`)
    const result = marked(segments, 'CONN')
    expect(result.map((segment) => segment.text).join('')).toBe('connection con')
    expect(result.filter((segment) => segment.match).map((segment) => segment.text)).toEqual(['con', 'n'])
  })

  it('marks every occurrence', () => {
    expect(marked(parseAnsi('aXbXc'), 'x').filter((segment) => segment.match)).toHaveLength(2)
  })

  it('marks nothing for no words', () => {
    const segments = parseAnsi('abc')
    expect(marked(segments, '')).toBe(segments)
  })
})
