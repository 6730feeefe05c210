/**
 * The computers in front of people: their enrolment, the launches they start, what is sealed and signed for them
 * after a reset, and what they report. The signed statement lets a device change a cached logon: the product's most
 * dangerous line. It must not know how a reset is proved.
 */
export type { DeviceOrders, Held } from './orders.ts'
