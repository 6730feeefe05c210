import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach } from 'node:test'
import type { Browser } from 'playwright-core'
import { serveBuilt } from '../../mock/serve.ts'
import { openBrowser, visit, type Look, type Visitor } from '../../mock/visitor.ts'

/** Within a suite: the built portal, and one browser for all who visit it. */
export function builtPortal() {
  let site: Awaited<ReturnType<typeof serveBuilt>>
  let browser: Browser
  before(async () => {
    site = await serveBuilt()
    browser = await openBrowser()
  })
  after(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })
  return {
    origin: () => site.origin,
    browser: () => browser,
    visit: (look?: Look) => visit(browser, site.origin, look),
  }
}

/** Within a suite: for each test somebody new before the portal, of whom the browser has nothing to complain afterwards. */
export function visits(comes: (visitor: Visitor) => Promise<void> | void): void {
  const portal = builtPortal()
  let visitor: Visitor
  beforeEach(async () => {
    visitor = await portal.visit()
    await comes(visitor)
  })
  afterEach(async () => {
    assert.deepEqual(visitor.complaints, [], 'the browser had nothing to complain of')
    await visitor[Symbol.asyncDispose]()
  })
}
