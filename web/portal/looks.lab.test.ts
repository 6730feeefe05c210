import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Look, Visitor } from '../mock/visitor.ts'
import { pages } from './testing/pages.ts'
import { proofPages } from './testing/proof-pages.ts'
import { builtPortal } from './testing/visits.ts'

/** 360 px is a small phone; a desktop of 1280 px at 200 % is 640 px, and 320 px is WCAG's 400 %. */
const small: Look = { scheme: 'light', width: 360, locale: 'en-GB' }
const large: Look = { scheme: 'dark', width: 1280, locale: 'de-DE' }
/** Where to keep a picture of each page in each look, for those who want to look at them. */
const album = process.env['KEYTURN_PICTURES']

suite('every page, light and dark, in both languages', () => {
  const portal = builtPortal()

  for (const [name, goTo] of Object.entries({ ...pages, ...proofPages })) {
    test(name, async () => {
      await using visitor = await portal.visit(small)
      await goTo(visitor)
      await looksGood(visitor, small)
      await keepPicture(visitor, name, small)
      // Changed here, not on the way here: whoever does it in the midst of something loses nothing.
      const here = visitor.page.url()
      await visitor.page.getByLabel('Language').selectOption('de')
      await visitor.page.getByLabel('Farben').selectOption('dark')
      await looksGood(visitor, large)
      await keepPicture(visitor, name, large)
      assert.equal(visitor.page.url(), here)
      assert.deepEqual(visitor.complaints, [], 'neither script nor policy was broken')
    })
  }

  test('what the policy does not allow is noticed by this test', async () => {
    await using visitor = await portal.visit()
    await visitor.page.goto('/')
    await visitor.page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<p style="color: red">red</p>')
    })
    assert.match(visitor.complaints.join(), /Content Security Policy/)
  })

  test('the way back to the log-on screen is told at a kiosk, and nowhere else', async () => {
    const escape = /Esc leads back/
    const context = await portal.browser().newContext({ userAgent: 'KeyturnKiosk/1', locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(portal.origin())
    await page.getByText(escape).waitFor()
    await context.close()
    await using visitor = await portal.visit()
    await visitor.page.goto('/')
    await visitor.page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(await visitor.page.getByText(escape).count(), 0)
  })

  test('language and colours are chosen and remembered', async () => {
    await using visitor = await portal.visit()
    const { page } = visitor
    await page.goto('/')
    await page.getByLabel('Language').selectOption('de')
    await page.getByLabel('Farben').selectOption('dark')
    await page.reload()
    await page.getByRole('heading', { name: 'Was brauchen Sie?' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'de')
    assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), 'dark')
  })
})

async function looksGood(visitor: Visitor, { width, scheme, locale }: Look): Promise<void> {
  const { page } = visitor
  await page.setViewportSize({ width, height: 760 })
  // Some ways here end before the page is drawn.
  await page.getByRole('heading', { level: 1 }).waitFor()
  const html = page.locator('html')
  assert.equal(await html.getAttribute('lang'), locale.slice(0, 2))
  assert.equal(await html.getAttribute('data-mantine-color-scheme'), scheme)
  await visitor.accessible()
  for (const narrower of [width, 640, 320]) {
    await page.setViewportSize({ width: narrower, height: 760 })
    assert.deepEqual(await cutOff(visitor), [], `nothing is cut off at ${narrower} px, ${locale}, ${scheme}`)
  }
}

async function keepPicture({ page }: Visitor, name: string, { width, scheme, locale }: Look): Promise<void> {
  if (album === undefined) return
  await mkdir(album, { recursive: true })
  await page.setViewportSize({ width, height: 760 })
  const file = `${name}-${locale.slice(0, 2)}-${scheme}`.replaceAll(/[^\p{L}\d]+/gu, '-').toLowerCase()
  await page.screenshot({ path: join(album, `${file}.png`), fullPage: true })
}

/** The page when it scrolls sideways, and whatever hides a part of its own words. */
function cutOff({ page }: Visitor): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('html, a, button, button span, a span, label, legend, p, li, h1, h2')]
      .filter((element) => !element.classList.contains('kt-hidden') && element.clientWidth > 0)
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `${element.tagName} ${element.textContent.slice(0, 60)}`),
  )
}
