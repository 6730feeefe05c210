import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach } from 'node:test'
import type { Browser } from 'playwright-core'
import { serveBuilt } from '../../mock/serve.ts'
import { openBrowser, visit, type Visitor } from '../../mock/visitor.ts'

/**
 * Within a suite: one browser before the built portal, and for each test somebody new, of whom the browser has nothing
 * to complain afterwards.
 */
export function visits(comes: (visitor: Visitor) => Promise<void> | void): void {
  let site: Awaited<ReturnType<typeof serveBuilt>>
  let browser: Browser
  let visitor: Visitor

  before(async () => {
    site = await serveBuilt()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    visitor = await visit(browser, site.origin)
    await comes(visitor)
  })
  afterEach(async () => {
    assert.deepEqual(visitor.complaints, [], 'the browser had nothing to complain of')
    await visitor[Symbol.asyncDispose]()
  })
}
