import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import { chromium, type Browser, type Locator, type Page } from 'playwright-core'

/** No call home, no sandbox that root cannot have, nothing kept from one run to the next. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Look {
  readonly scheme: 'light' | 'dark'
  readonly width: number
  readonly locale: string
}

const phone: Look = { scheme: 'light', width: 360, locale: 'en-GB' }

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
}

/** A person with only a keyboard, in a browser of her own, and what her browser complains of. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  /** Presses Tab until the focus is there, as somebody without a mouse must. */
  reach(target: Locator): Promise<void>
  /** Reaches a field and types. */
  type(target: Locator, text: string): Promise<void>
  press(key: string): Promise<void>
  /** The page's heading, when it is there and has the focus. */
  heading(title: string): Promise<void>
  /** What axe finds on the page as it is now: nothing. */
  accessible(): Promise<void>
  readonly complaints: readonly string[]
}

export async function visit(browser: Browser, origin: string, look: Partial<Look> = {}): Promise<Visitor> {
  const { scheme, width, locale } = { ...phone, ...look }
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height: 760 },
    colorScheme: scheme,
    locale,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // An answer of 4xx or 5xx is part of many stories, and the browser notes each.
    const expected = /the server responded with a status of (400|401|403|409|410|429|503|504)/
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text())
  })
  return { page, complaints, ...hands(page), [Symbol.asyncDispose]: () => context.close() }
}

function hands(page: Page): Pick<Visitor, 'reach' | 'type' | 'press' | 'heading' | 'accessible'> {
  const press = (key: string) => page.keyboard.press(key)
  const reach = async (target: Locator) => {
    await target.waitFor()
    for (let tabs = 0; tabs < 30; tabs++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await press('Tab')
    }
    assert.fail(`the keyboard does not reach ${String(target)}`)
  }
  return {
    press,
    reach,
    async type(target, text) {
      await reach(target)
      await page.keyboard.type(text)
    },
    async heading(title) {
      const heading = page.getByRole('heading', { level: 1, name: title })
      await heading.waitFor()
      // Where the next page has the title of this one, the heading is there before the focus is.
      const hasFocus = () => heading.evaluate((element) => element === document.activeElement)
      const end = performance.now() + 30_000
      let focused = await hasFocus()
      while (!focused && performance.now() < end) {
        await page.waitForTimeout(20)
        focused = await hasFocus()
      }
      assert.ok(focused, `the focus must move to "${title}"`)
    },
    async accessible() {
      const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
      const { violations, passes } = await axe.analyze()
      assert.ok(passes.length > 10, 'axe must see the page')
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
      assert.deepEqual(found, [], page.url())
    },
  }
}
