// The Durable Object of one format: stores, wakes and answers. Every decision is in rules.ts.
// State lives in memory and is written through before the reply, so an eviction loses nothing.
import { DurableObject } from "cloudflare:workers";
import { nextExpiry } from "./leases.ts";
import { migrate } from "./migrations.ts";
import type {
  AcquireReply,
  AcquireRequest,
  FinishRequest,
  HeartbeatReply,
  HeartbeatRequest,
  KillSwitch,
  MonitorSnapshot,
  ParseMonitorApi,
  RejectRequest,
} from "./protocol.ts";
import * as rules from "./rules.ts";
import { isKillSwitch, loadState, recall, saveState } from "./store.ts";

export class ParseMonitor extends DurableObject<Env> implements ParseMonitorApi {
  #state: rules.MonitorState = rules.EMPTY_STATE;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      const { sql } = ctx.storage;
      ctx.storage.transactionSync(() => migrate(sql));
      this.#state = loadState(sql);
      this.#alarmAt = await ctx.storage.getAlarm();
      await this.#arm();
    });
  }

  async acquire(request: AcquireRequest): Promise<AcquireReply> {
    const now = Date.now();
    return await this.#commit(
      rules.acquire(this.#state, request, this.#recall(request, now), now),
      now,
    );
  }

  async heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply> {
    const now = Date.now();
    return await this.#commit(
      rules.heartbeat(this.#state, request, this.#recall(request, now), now),
      now,
    );
  }

  async finish(request: FinishRequest): Promise<void> {
    const now = Date.now();
    await this.#commit(rules.finish(this.#state, request, this.#recall(request, now), now), now);
  }

  async reject(request: RejectRequest): Promise<void> {
    const now = Date.now();
    await this.#commit(rules.reject(this.#state, request, now), now);
  }

  async snapshot(): Promise<MonitorSnapshot> {
    const now = Date.now();
    return await this.#commit(rules.snapshot(this.#state, now), now);
  }

  /** Fails with a TypeError when `killSwitch` is none: a switch that is misread must not read as open. */
  async setKillSwitch(killSwitch: KillSwitch): Promise<void> {
    if (!isKillSwitch(killSwitch)) throw new TypeError("not a kill switch state");
    const now = Date.now();
    await this.#commit(rules.setKillSwitch(this.#state, killSwitch, now), now);
  }

  /** Rings when the first lease may be over; heartbeats only move expiries back, so it then sets itself anew. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    const now = Date.now();
    await this.#commit(rules.sweep(this.#state, now), now);
  }

  #recall({ parseId }: { parseId: string }, now: number): rules.Memory {
    return recall(this.ctx.storage.sql, parseId, now);
  }

  /** Memory follows the disk: a write that throws leaves both as they were. */
  async #commit<Reply>(step: rules.Step<Reply>, now: number): Promise<Reply> {
    const { storage } = this.ctx;
    storage.transactionSync(() => saveState(storage.sql, this.#state, step.state, step.ended, now));
    this.#state = step.state;
    await this.#arm();
    return step.reply;
  }

  /** An alarm that is already set for an earlier time is left alone: it costs a ring, not a row per message. */
  async #arm(): Promise<void> {
    const at = nextExpiry(this.#state.leases);
    if (at === null || (this.#alarmAt !== null && this.#alarmAt <= at)) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }
}
