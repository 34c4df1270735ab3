// Times of the lease that every parse holds on its format's ParseMonitor.
import { MINUTE_MS, SECOND_MS } from "../src/core/units.ts";

/** A lease that is not renewed for this long is over: its Worker is gone (playbook: stuck after 60 s). */
export const LEASE_TTL_MS = 60 * SECOND_MS;
/** Six renewals fit into one TTL, so that five may be lost. */
export const HEARTBEAT_INTERVAL_MS = 10 * SECOND_MS;
/** Past this the format's flag decides alone, so that the monitor cannot take parsing down. */
export const ADMISSION_TIMEOUT_MS = 250;
/** A parse whose bytes and rows stand still for this long is ended. */
export const STALL_TIMEOUT_MS = 60 * SECOND_MS;
/** A lease is written once it is this old: most parses are over by then, and cost no row of their own. */
export const LEASE_CHECKPOINT_MS = 1 * SECOND_MS;
/** How long a message waits for others to be written with it; nobody's answer waits behind it. */
export const WRITE_GATHER_MS = 20;
/** How long an ended parse is remembered, so that a repeated message counts once. */
export const FINISHED_MEMORY_MS = 10 * MINUTE_MS;
