import { enCampaignConsole } from './en-console.ts'

/** For whoever answers for a mass reset. */
export const enCampaigns = {
  console: enCampaignConsole,
  title: 'Mass resets',
  signIn: 'Sign in to see the mass resets that you answer for.',
  text: 'A mass reset begins only when two different people have approved the same plan.',
  none: 'There is no mass reset that you answer for.',
  of: {
    draft: 'A draft. It has to be simulated before anybody can approve it.',
    simulated: 'Simulated. It waits for two people.',
    'half-approved': 'One person has approved it. It waits for a second one.',
    approved: 'Approved by two people. It can be started at the server.',
    running: 'Running.',
    paused: 'Paused.',
    verifying: 'Everything is written. Now it has to be proved.',
    closed: 'Proved and closed.',
    cancelled: 'Cancelled.',
  },
  drafted: (by: string, at: string) => `Last changed on ${at}; drafted by ${by}.`,
  mine: 'You have approved it.',
  look: (name: string) => `Read the plan ${name}`,
  withdraw: (name: string) => `Take back my approval of ${name}`,
  planText: 'Read all of it. What you approve is this plan, and no later one.',
  planLabel: 'The plan',
  people: (people: number, ends: string) => `It reaches ${people} people. The last wave ends on ${ends}.`,
  deadline: {
    disable: (days: number, first: string | null) =>
      `Whoever has not come ${days} working days after her turn is disabled${first === null ? '.' : `, the first of them on ${first}.`} Only an administrator can undo that.`,
    'random-reset': (days: number, first: string | null) =>
      `The old password of whoever has not come ${days} working days after her turn stops working${first === null ? '.' : `, the first on ${first}.`} She then comes back by “Forgot password” or the help desk.`,
  },
  digest: 'Its digest',
  digestText: 'At the server, keyturn campaign show prints the same. If it differs, approve nothing.',
  approve: 'Approve this plan',
  back: 'Back, and approve nothing',
  prove: 'Prove that it is you',
  proveText: (name: string) =>
    `This proof approves ${name} and nothing else. An app needs a code that you have not used yet.`,
  noWay: 'You have no proof that counts here. Set up an app, a passkey or a card first.',
  setUp: 'Set up a proof',
  said: {
    'half-approved': 'You have approved it. A second person is needed.',
    approved: 'You have approved it, and you were the second. It can be started now.',
    withdrawn: 'Your approval is taken back.',
    'other-plan': 'The plan was changed meanwhile. Nothing was approved: read it once more.',
    'yours-already': 'You have approved it already. Somebody else has to be the second.',
    'not-now': 'It cannot be approved as it stands now.',
    refused: 'Something stands in the way by now, so nothing was approved. Simulate it again at the server.',
  },
}
