import { begin, choosing, code, set, signIn, withoutNetwork, type Pages } from './steps.ts'

/** How to get to each page; what is typed and pressed is the same in both languages. */
export const pages: Pages = {
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
  'no network': async ({ page }) => {
    await page.goto('/no-network')
    await page.locator('form input').fill('1abc-def')
    await page.keyboard.press('Enter')
    await page.locator('[aria-invalid=true]').waitFor()
  },
  'no network, who': (visitor) => withoutNetwork(visitor),
  'no network, and a code that is unknown': async (visitor) => {
    await withoutNetwork(visitor, 'strange')
    await code(visitor)
    await visitor.page
      .getByRole('status')
      .filter({ hasText: /will not learn|nicht lernen/ })
      .waitFor()
  },
  'no network, and the answer': async (visitor) => {
    await withoutNetwork(visitor, 'anna')
    await code(visitor)
    await visitor.page.locator('input[autocomplete=new-password]').waitFor()
    await set(visitor)
    await visitor.page.locator('.kt-answer-code').waitFor()
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
  'why, and nothing is wrong': async (visitor) => {
    await begin(visitor, 'anna', '/why')
    await code(visitor)
    await visitor.page.locator('.kt-next').waitFor()
  },
  'why, and all at once': async (visitor) => {
    await begin(visitor, 'many', '/why')
    await code(visitor)
    await visitor.page.locator('.kt-next').waitFor()
  },
  'why, and the account is off': async (visitor) => {
    await begin(visitor, 'off', '/why')
    await code(visitor)
    await visitor.page.locator('.kt-help-desk').waitFor()
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
