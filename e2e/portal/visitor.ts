import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import type { LabBrowser } from '../world/index.ts'

/** A person in front of the portal, in a browser that knows nothing of her yet. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  /** The page with this heading, in each of the `looks`: accessible, nothing cut off. */
  sees(heading: string): Promise<void>
  says(text: string | RegExp): Promise<void>
  field(label: string): Locator
  press(name: string | RegExp): Promise<void>
  /** Types the digits and sends them. */
  digits(code: string): Promise<void>
  /** What is sent is what stands in the field. */
  send(label: string, text: string): Promise<void>
}

const looks = [
  { name: 'phone-light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone-dark', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'desktop-light', width: 1280, height: 900, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1280, height: 900, colorScheme: 'dark' },
] as const

/** The answers that are part of a story; the browser notes each as an error. */
const expected = /the server responded with a status of (401|403|409|410|429|503|504)/
/** Where to keep a picture of each page that is seen, for those who want to look at them. */
const album = process.env['KEYTURN_PICTURES']
let pictures = 0

export async function visit({ context }: LabBrowser, origin: string): Promise<Visitor> {
  await context.clearCookies()
  const page = await context.newPage()
  page.setDefaultTimeout(90_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text())
  })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(origin)
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  return {
    page,
    ...hands(page),
    async [Symbol.asyncDispose]() {
      await page.close()
      assert.deepEqual(complaints, [], 'the browser had nothing to complain of')
    },
  }
}

function hands(page: Page): Omit<Visitor, 'page' | typeof Symbol.asyncDispose> {
  const field = (label: string) => page.getByRole('textbox', { name: label })
  return {
    field,
    async sees(heading) {
      await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
      await inEveryLook(page, heading)
    },
    says: (text) => page.getByRole('main').getByText(text).first().waitFor(),
    press: (name) => page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click(),
    async digits(code) {
      const first = page.locator('input[autocomplete=one-time-code]')
      await first.focus()
      // The page empties the field when the last answer was wrong.
      while ((await first.inputValue()) !== '') await sleep(20)
      await page.keyboard.type(code)
      await page.keyboard.press('Enter')
    },
    async send(label, text) {
      await field(label).fill(text)
      await page.keyboard.press('Enter')
    },
  }
}

async function inEveryLook(page: Page, heading: string): Promise<void> {
  const number = ++pictures
  for (const { name, width, height, colorScheme } of looks) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme })
    const where = `"${heading}", ${name}`
    assert.deepEqual(await cutOff(page), [], `nothing is cut off on ${where}`)
    assert.deepEqual(await axeFindings(page, name), [], where)
    if (album !== undefined) await keepPicture(page, album, `${number}-${heading}-${name}`)
  }
}

/** All rules on a light phone and a dark desktop; between the other two and these, only contrast can differ. */
async function axeFindings(page: Page, look: (typeof looks)[number]['name']): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  const all = look === 'phone-light' || look === 'desktop-dark'
  const { violations, passes } = await (all ? axe : axe.withRules('color-contrast')).analyze()
  assert.ok(passes.length > (all ? 10 : 0), 'axe must see the page')
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)
}

/** The page when it scrolls sideways, and whatever hides a part of its own words. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page
    .locator('html, a, button, a span, button span, label, legend, p, li, h1, h2')
    .evaluateAll((elements) =>
      elements
        .filter((element) => !element.classList.contains('kt-hidden') && element.clientWidth > 0)
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => `${element.tagName} ${element.textContent.slice(0, 60)}`),
    )
}

async function keepPicture(page: Page, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = name.replaceAll(/[^\p{L}\d]+/gu, '-').toLowerCase()
  await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true })
}
