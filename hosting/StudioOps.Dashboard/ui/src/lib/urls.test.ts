import { describe, expect, it } from 'vitest'
import { changed, hrefOf, placeOf, routeOf, to } from './urls'

describe('addresses', () => {
  it('leave out what is empty', () => {
    expect(hrefOf('/logs', { resource: 'gateway', text: '', trace: null, span: undefined })).toBe(
      '/logs?resource=gateway',
    )
    expect(hrefOf('/logs', {})).toBe('/logs')
  })

  it('keep other parameters when one changes', () => {
    const { path, params } = placeOf('/logs?resource=gateway&text=a%20b')
    expect(changed(path, params, { level: 'error', text: null })).toBe('/logs?resource=gateway&level=error')
  })

  it('survive a round through the address bar with any text', () => {
    const text = 'a&b=c?d #e%20+ü'
    expect(placeOf(hrefOf('/logs', { text })).params.get('text')).toBe(text)
  })

  it('name a view, a trace or nowhere', () => {
    expect(routeOf('/')).toEqual({ view: 'resources' })
    expect(routeOf('/metrics')).toEqual({ view: 'metrics' })
    expect(routeOf('/traces/0af7')).toEqual({ view: 'trace', traceId: '0af7' })
    expect(routeOf('/traces/0af7/more')).toEqual({ view: 'nowhere' })
    expect(routeOf('/constructor')).toEqual({ view: 'nowhere' })
  })

  it('lead from a span to its log lines and back', () => {
    expect(to.logs({ trace: 't1', span: 's1' })).toBe('/logs?trace=t1&span=s1')
    expect(to.trace('t1', 's1')).toBe('/traces/t1?span=s1')
  })
})
