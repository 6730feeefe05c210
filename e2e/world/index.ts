/**
 * Keyturn installed in the lab as an administrator would: the server on its host, the agent on laptops, people who
 * enrolled in the portal, browsers that run on the lab's machines. For end-to-end tests, the demo and benchmarks.
 * Everything goes through the product's own programs, pages and API; nothing here reaches into its code.
 */
export { answerByHand, codeShown, type ChoiceByHand } from './by-hand.ts'
export { startWorld, type World, type WorldOptions } from './world.ts'
export type { KeyturnServer } from './server.ts'
export type { PortalClient, PortalAnswer } from './portal-client.ts'
export type { Enrolled } from './enrolment.ts'
export { agentProgram, type AgentReset, type KeyturnAgent } from './agent.ts'
export type { LabBrowser } from './browser.ts'
