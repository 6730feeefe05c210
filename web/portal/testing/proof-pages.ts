import assert from 'node:assert/strict'
import type { FactorName, PortalAbout, SelfService } from '@keyturn/contract'
import type { Visitor } from '../../mock/visitor.ts'
import { code, proving, signIn, withPasskeys, type Pages } from './steps.ts'

/** The pages on which people prove who they are, set up how, and vouch for others. */
export const proofPages: Pages = {
  ...inReset('passkey', 'smart-card', 'token', 'access-pass', 'radius', 'mail-code', 'sms-code'),
  ...inReset('manager-approval', 'colleague-approval', 'questions'),
  'every way': (visitor) => proving(visitor, 'choose'),
  'a passkey that is not there': async (visitor) => {
    await withPasskeys(visitor)
    await proving(visitor, 'passkey')
    await submit(visitor)
    await visitor.page.getByRole('alert').waitFor()
  },
  'a card that is not accepted': async (visitor) => {
    await proving(visitor, 'smart-card')
    await visitor.page.goto('/reset#card-refused=not-accepted')
    await visitor.page.getByRole('alert').waitFor()
  },
  'one more answer': async (visitor) => {
    await proving(visitor, 'radius')
    await fill(visitor, 'first')
    await visitor.page.getByText('Type the code that your token shows now:').waitFor()
    assert.equal(await visitor.page.locator('.kt-form input').inputValue(), '')
  },
  'a wrong code by mail': async (visitor) => {
    await proving(visitor, 'mail-code')
    await fill(visitor, '111111')
    await visitor.page.getByRole('alert').waitFor()
    await visitor.page.locator('form').waitFor()
  },
  'nobody named': async (visitor) => {
    await proving(visitor, 'colleague-approval')
    await submit(visitor)
    await visitor.page.locator('[aria-invalid=true]').waitFor()
  },
  'waiting for the manager': async (visitor) => {
    await proving(visitor, 'manager-approval')
    await submit(visitor)
    await visitor.page.locator('.kt-approval-number').waitFor()
  },
  'questions without answers': async (visitor) => {
    await proving(visitor, 'questions')
    await submit(visitor)
    await visitor.page.locator('[aria-invalid=true]').first().waitFor()
  },
  'my proof first': async (visitor) => {
    await signIn(visitor, 'every', '/me')
    await visitor.page.locator('.kt-links button').waitFor()
  },
  'which of mine': async (visitor) => {
    await signIn(visitor, 'every', '/me')
    await visitor.page.locator('.kt-links button').click()
    await visitor.page.locator('.kt-choices').waitFor()
  },
  'all my proofs': (visitor) => mine(visitor, 'rich'),
  'not enough': (visitor) => mine(visitor, 'weak'),
  'a deadline': async (visitor) => {
    await signIn(visitor, 'soon', '/me')
    await visitor.page.locator('.kt-notice').first().waitFor()
  },
  'a deadline that is over': async (visitor) => {
    await signIn(visitor, 'late', '/me')
    await visitor.page.locator('.kt-page a[href="/me/add"]').waitFor()
  },
  frozen: async (visitor) => {
    await signIn(visitor, 'frozen', '/me')
    await visitor.page
      .getByRole('status')
      .filter({ hasText: /frozen|gesperrt/ })
      .waitFor()
  },
  rename: async (visitor) => {
    await mine(visitor, 'rich')
    await visitor.page.locator('a[href*=rename]').first().click()
    await visitor.page.locator('form input').waitFor()
  },
  'what to set up': async (visitor) => {
    await signIn(visitor, 'chooser', '/me/add')
    await visitor.page.locator('.kt-choices').waitFor()
  },
  'nothing to set up': async (visitor) => {
    await signIn(visitor, 'frozen', '/me/add')
    await visitor.page.locator('.kt-notice').waitFor()
  },
  ...adding('passkey', 'smart-card', 'token', 'mail-code', 'sms-code', 'questions'),
  'a mailbox, then its code': async (visitor) => {
    await toAdd(visitor, 'mail-code')
    await fill(visitor, 'anna@mail.example')
    await visitor.page.locator('input[autocomplete=one-time-code]').waitFor()
  },
  'a number that is none': async (visitor) => {
    await toAdd(visitor, 'sms-code')
    await fill(visitor, 'nobody')
    await visitor.page.locator('[aria-invalid=true]').waitFor()
  },
  'a token, then its codes': async (visitor) => {
    await toAdd(visitor, 'token')
    await fill(visitor, 'GA-4711')
    await visitor.page.locator('input').nth(1).waitFor()
  },
  'answers that cannot be taken': async (visitor) => {
    await toAdd(visitor, 'questions')
    for (const input of await visitor.page.locator('form input').all()) await input.fill('no')
    await visitor.page.keyboard.press('Enter')
    await visitor.page.getByRole('alert').waitFor()
  },
  'a passkey that is not made': async (visitor) => {
    await visitor.page.addInitScript(() => {
      navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    })
    await toAdd(visitor, 'passkey')
    await submit(visitor)
    await visitor.page.getByRole('alert').waitFor()
  },
  'asked by nobody': async (visitor) => {
    await signIn(visitor, 'rich', '/approvals')
    await visitor.page.locator('.kt-notice').waitFor()
  },
  'asked by two': async (visitor) => {
    await signIn(visitor, 'asked', '/approvals')
    await visitor.page.locator('.kt-approval').first().waitFor()
  },
  'asked by nobody for a while': async (visitor) => {
    await signIn(visitor, 'rich', '/approvals')
    await visitor.page.locator('.kt-links button').click()
    await visitor.page.locator('.kt-links p').waitFor()
  },
  'no mass reset': async (visitor) => {
    await signIn(visitor, 'rich', '/campaigns')
    await visitor.page.locator('.kt-notice').waitFor()
  },
  'mass resets': async (visitor) => {
    await signIn(visitor, 'operator', '/campaigns')
    await visitor.page.locator('.kt-approval').first().waitFor()
  },
  'the plan of a mass reset': readPlan,
  'approving a mass reset': async (visitor) => {
    await readPlan(visitor)
    await visitor.page.locator('.kt-page button').first().click()
    await visitor.page.locator('input[autocomplete=one-time-code]').waitFor()
  },
  'a plan that was changed meanwhile': async (visitor) => {
    await readPlan(visitor)
    await visitor.page.locator('.kt-page button').first().click()
    await code(visitor, '222222')
    await visitor.page.getByRole('alert').waitFor()
  },
  'how far a mass reset is': async (visitor) => {
    await signIn(visitor, 'operator', '/campaigns')
    await visitor.page.getByRole('button', { name: /See how far|Stand von/ }).click()
    await visitor.page.locator('.kt-chart').first().waitFor()
    // Closed ones hide what they have, which nobody would look at.
    for (const summary of await visitor.page.locator('summary').all()) await summary.click()
  },
  'other waves': async (visitor) => {
    await signIn(visitor, 'operator', '/campaigns')
    await visitor.page.getByRole('button', { name: /Try other waves|Andere Wellen/ }).click()
    await visitor.page.locator('.kt-chart').waitFor()
    await visitor.page.locator('summary').click()
  },
  'self-service held by one': async (visitor) => {
    await signIn(visitor, 'operator', '/lockdown')
    await visitor.page.locator('.kt-approval').first().waitFor()
  },
  'closing self-service': closing,
  'closing self-service since a day to come': async (visitor) => {
    await closing(visitor)
    await visitor.page.locator('input[type=datetime-local]').fill('2099-01-01T08:00')
    await visitor.page.locator('form button').click()
    await visitor.page.locator('[aria-invalid=true]').waitFor()
  },
  'proving who closes it': async (visitor) => {
    await closing(visitor)
    await visitor.page.locator('form button').click()
    await visitor.page.locator('input[autocomplete=one-time-code]').waitFor()
  },
  'closed at home': (visitor) => closedPage(visitor, '/', 'frozen'),
  'closed where one would reset': (visitor) => closedPage(visitor, '/reset', 'frozen'),
  'home where passes alone count': (visitor) => closedPage(visitor, '/', 'passes-only'),
  'home while some proofs do not count': (visitor) => closedPage(visitor, '/', 'open'),
  'not me': async ({ page }) => {
    await page.goto('/not-me')
    await page.locator('form').waitFor()
  },
  'a code of no notice': async (visitor) => {
    await visitor.page.goto('/not-me')
    await fill(visitor, 'BAD')
    await visitor.page.getByRole('alert').waitFor()
  },
  stopped: async (visitor) => {
    await visitor.page.goto('/not-me')
    await fill(visitor, 'GOOD-NOTICE')
    await visitor.page.locator('form').waitFor({ state: 'detached' })
  },
  'freeze, asked once more': async (visitor) => {
    await signIn(visitor, 'anna', '/activity')
    await visitor.page.getByRole('button', { name: /It was not me|Das war ich nicht/ }).click()
    await visitor.page.locator('.kt-activity').waitFor({ state: 'detached' })
  },
}

async function closing(visitor: Visitor): Promise<void> {
  await signIn(visitor, 'first', '/lockdown')
  await visitor.page.locator('.kt-page button').first().click()
  await visitor.page.locator('input[type=datetime-local]').waitFor()
}

async function closedPage({ page }: Visitor, path: string, selfService: SelfService): Promise<void> {
  const about: PortalAbout = {
    name: 'Corp Example',
    helpDesk: 'telephone 4711',
    selfService,
    distrusts: true,
  }
  await page.route('**/api/portal', (route) => route.fulfill({ json: about }))
  await page.goto(path)
  await page.locator('.kt-notice').waitFor()
}

async function readPlan(visitor: Visitor): Promise<void> {
  await signIn(visitor, 'operator', '/campaigns')
  await visitor.page.locator('.kt-approval button').first().click()
  await visitor.page.locator('.kt-plan').waitFor()
}

function inReset(...ways: readonly FactorName[]): Pages {
  return Object.fromEntries(ways.map((way) => [`by ${way}`, (visitor) => proving(visitor, way)]))
}

function adding(...ways: readonly FactorName[]): Pages {
  return Object.fromEntries(ways.map((way) => [`set up ${way}`, (visitor) => toAdd(visitor, way)]))
}

async function toAdd(visitor: Visitor, way: FactorName): Promise<void> {
  await signIn(visitor, 'chooser', `/me/add?way=${way}`)
  await visitor.page.locator('input[name=username]').waitFor({ state: 'detached' })
  await visitor.page.locator('.kt-page form, .kt-page .kt-form').first().waitFor()
}

async function mine(visitor: Visitor, name: string): Promise<void> {
  await signIn(visitor, name, '/me')
  await visitor.page.locator('.kt-factors').waitFor()
  await visitor.page.locator('.kt-notice').first().waitFor()
}

async function fill({ page }: Visitor, text: string): Promise<void> {
  await page.locator('.kt-form input').first().fill(text)
  await page.keyboard.press('Enter')
}

async function submit({ page }: Visitor): Promise<void> {
  await page.locator('.kt-form button').first().click()
}
