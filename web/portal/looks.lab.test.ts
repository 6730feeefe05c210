import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { currentPassword } from '../mock/people.ts'
import { serveBuilt } from '../mock/serve.ts'
import { openBrowser, visit, type Look, type Visitor } from '../mock/visitor.ts'

/** How to get to each page; what is typed and pressed is the same in both languages. */
const pages: Readonly<Record<string, (visitor: Visitor) => Promise<void>>> = {
  start: async ({ page }) => void (await page.goto('/')),
  nowhere: async ({ page }) => void (await page.goto('/no-such-page')),
  who: async ({ page }) => {
    await page.goto('/reset')
    await page.locator('form button').click()
    await page.getByText(/Type your user name|Geben Sie Ihren Benutzernamen/).waitFor()
  },
  prove: (visitor) => begin(visitor, 'anna'),
  'a wrong code': async (visitor) => {
    await begin(visitor, 'anna')
    await code(visitor, '111111')
    await visitor.page.getByRole('alert').waitFor()
  },
  'choose a way': async (visitor) => {
    await begin(visitor, 'anna')
    await visitor.page.goto('/reset?way=choose')
    await visitor.page.locator('.kt-choices').waitFor()
  },
  'a recovery code': async (visitor) => {
    await begin(visitor, 'anna')
    await visitor.page.goto('/reset?way=recovery-code')
    await visitor.page.locator('input').waitFor()
  },
  'half way': async (visitor) => {
    await choosing(visitor, 'half')
    await set(visitor)
    await visitor.page.getByRole('alert').waitFor()
  },
  'not yet known': async (visitor) => {
    await choosing(visitor, 'slow')
    await set(visitor)
    await visitor.page.locator('.kt-waiting').waitFor()
  },
  'a computer left behind': async (visitor) => {
    await choosing(visitor, 'stale')
    await set(visitor)
    await visitor.page.getByRole('alert').waitFor()
  },
  refused: async (visitor) => {
    await begin(visitor, 'admin')
    await code(visitor)
    await visitor.page.getByRole('alert').waitFor()
  },
  'not locked': async (visitor) => {
    await begin(visitor, 'anna', '/unlock')
    await code(visitor)
    await visitor.page.locator('.kt-code').waitFor({ state: 'detached' })
  },
  unlock: async (visitor) => {
    await begin(visitor, 'locked', '/unlock')
    await code(visitor)
    await visitor.page.locator('.kt-code').waitFor({ state: 'detached' })
  },
  'sign in': async ({ page }) => {
    await page.goto('/sign-in')
    await page.locator('input[type=password]').waitFor()
  },
  'my proofs': async (visitor) => {
    await signIn(visitor, 'expired', '/me')
    await code(visitor)
    await visitor.page.locator('.kt-factors').waitFor()
  },
  'an app': async (visitor) => {
    await signIn(visitor, 'new', '/me/totp')
    await visitor.page.getByRole('img').waitFor()
  },
  'recovery codes': async (visitor) => {
    await signIn(visitor, 'new', '/me/recovery-codes')
    await visitor.page.getByRole('button', { name: /Make the codes|Codes erstellen/ }).click()
    await visitor.page.locator('.kt-recovery').waitFor()
  },
  change: async (visitor) => {
    await signIn(visitor, 'anna', '/change')
    await visitor.page.locator('input[autocomplete=new-password]').waitFor()
  },
  activity: async (visitor) => {
    await signIn(visitor, 'anna', '/activity')
    await visitor.page.locator('.kt-activity li').first().waitFor()
  },
}

/** 360 px is a small phone; a desktop of 1280 px at 200 % is 640 px, and 320 px is WCAG's 400 %. */
const looks: readonly Look[] = [
  { scheme: 'light', width: 360, locale: 'en-GB' },
  { scheme: 'dark', width: 1280, locale: 'de-DE' },
]

suite('every page, light and dark, in both languages', () => {
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

  for (const look of looks) {
    for (const [name, goTo] of Object.entries(pages)) {
      test(`${name}: ${look.scheme}, ${look.width} px, ${look.locale}`, async () => {
        await using visitor = await visit(browser, site.origin, look)
        await goTo(visitor)
        await visitor.accessible()
        for (const width of [look.width, 640, 320]) {
          await visitor.page.setViewportSize({ width, height: 760 })
          assert.deepEqual(await cutOff(visitor), [], `nothing is cut off at ${width} px`)
        }
        assert.deepEqual(visitor.complaints, [], 'neither script nor policy was broken')
      })
    }
  }

  test('what the policy does not allow is noticed by this test', async () => {
    await using visitor = await visit(browser, site.origin)
    await visitor.page.goto('/')
    await visitor.page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<p style="color: red">red</p>')
    })
    assert.match(visitor.complaints.join(), /Content Security Policy/)
  })

  test('language and colours are chosen and remembered', async () => {
    await using visitor = await visit(browser, site.origin)
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

async function begin({ page }: Visitor, name: string, path = '/reset'): Promise<void> {
  await page.goto(`${path}?launch=abcdefghijklmnopqrstuv`)
  await page.locator('input[name=username]').fill(name)
  await page.keyboard.press('Enter')
  await page.locator('.kt-code').waitFor()
}

async function code({ page }: Visitor, digits = '123456'): Promise<void> {
  await page.locator('input[autocomplete=one-time-code]').focus()
  await page.keyboard.type(digits)
  await page.keyboard.press('Enter')
}

async function choosing(visitor: Visitor, name: string): Promise<void> {
  await begin(visitor, name)
  await code(visitor)
  await visitor.page.locator('input[autocomplete=new-password]').waitFor()
}

async function set({ page }: Visitor): Promise<void> {
  await page.locator('input[autocomplete=new-password]').fill('A river under the old bridge 7')
  await page.keyboard.press('Enter')
}

async function signIn({ page }: Visitor, name: string, path: string): Promise<void> {
  await page.goto(path)
  await page.locator('input[name=username]').fill(name)
  await page.locator('input[type=password]').fill(currentPassword)
  await page.keyboard.press('Enter')
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
