// The Durable Object of one format: stores, wakes and answers. Every decision is in rules.ts.
// State lives in memory and is written before the reply, so an eviction loses nothing but admissions
// of the last second, which the parse's next message makes up for. Messages that come together share
// one write: under load it costs more than all the rest of a message.
import { DurableObject } from "cloudflare:workers";
import { LEASE_CHECKPOINT_MS, WRITE_GATHER_MS } from "../../guards/leases.ts";
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
  /** What has been decided, and what of it has been written. */
  #state: rules.MonitorState = rules.EMPTY_STATE;
  #lastWritten: rules.MonitorState = rules.EMPTY_STATE;
  /** Parses that are to be remembered with the next write, by id. */
  #ended = new Map<string, rules.EndedParse>();
  #nextWrite: Promise<void> | null = null;
  /** Whether leases that are not written yet are going to be, whatever else comes. */
  #hasCheckpoint = false;
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    void ctx.blockConcurrencyWhile(async () => {
      const { sql } = ctx.storage;
      ctx.storage.transactionSync(() => migrate(sql));
      this.#state = this.#lastWritten = loadState(sql);
      this.#alarmAt = await ctx.storage.getAlarm();
      await this.#arm();
    });
  }

  async acquire(request: AcquireRequest): Promise<AcquireReply> {
    const reply = this.#decide((now) =>
      rules.acquire(this.#state, request, this.#recall(request, now), now),
    );
    if (reply.admitted) this.#checkpoint();
    else await this.#written();
    return reply;
  }

  async heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply> {
    return await this.#commit((now) =>
      rules.heartbeat(this.#state, request, this.#recall(request, now), now),
    );
  }

  async finish(request: FinishRequest): Promise<void> {
    await this.#commit((now) =>
      rules.finish(this.#state, request, this.#recall(request, now), now),
    );
  }

  async reject(request: RejectRequest): Promise<void> {
    await this.#commit((now) => rules.reject(this.#state, request, now));
  }

  async snapshot(): Promise<MonitorSnapshot> {
    return await this.#commit((now) => rules.snapshot(this.#state, now));
  }

  /** Fails with a TypeError when `killSwitch` is none: a switch that is misread must not read as open. */
  async setKillSwitch(killSwitch: KillSwitch): Promise<void> {
    if (!isKillSwitch(killSwitch)) throw new TypeError("not a kill switch state");
    await this.#commit((now) => rules.setKillSwitch(this.#state, killSwitch, now));
  }

  /** Rings when the first lease may be over; heartbeats only move expiries back, so it then sets itself anew. */
  override async alarm(): Promise<void> {
    this.#alarmAt = null;
    await this.#commit((now) => rules.sweep(this.#state, now));
    await this.#arm();
  }

  #recall({ parseId }: { parseId: string }, now: number): rules.Memory {
    if (this.#state.leases.has(parseId)) return "unknown";
    return this.#ended.get(parseId)?.how ?? recall(this.ctx.storage.sql, parseId, now);
  }

  /** Decides at once, and replies when the decision and all that it was built on is written. */
  async #commit<Reply>(decide: (now: number) => rules.Step<Reply>): Promise<Reply> {
    const reply = this.#decide(decide);
    await this.#written();
    return reply;
  }

  #decide<Reply>(decide: (now: number) => rules.Step<Reply>): Reply {
    const { state, ended, reply } = decide(Date.now());
    this.#state = state;
    for (const parse of ended) this.#ended.set(parse.parseId, parse);
    return reply;
  }

  /** Sees to it that leases are written that nothing else writes: heartbeats come later than that. */
  #checkpoint(): void {
    if (this.#hasCheckpoint) return;
    this.#hasCheckpoint = true;
    const write = async (): Promise<void> => {
      await scheduler.wait(LEASE_CHECKPOINT_MS);
      this.#hasCheckpoint = false;
      await this.#written();
    };
    this.ctx.waitUntil(write());
  }

  /** Resolves when what has been decided so far is on the disk. */
  async #written(): Promise<void> {
    if (this.#state !== this.#lastWritten) await (this.#nextWrite ??= this.#write());
  }

  /**
   * Writes in one transaction what has been decided, and what is decided while it gathers.
   * Memory follows the disk: a write that throws leaves both as they were, for all of them.
   */
  async #write(): Promise<void> {
    await scheduler.wait(WRITE_GATHER_MS);
    const { storage } = this.ctx;
    const [ended, now] = [[...this.#ended.values()], Date.now()];
    this.#nextWrite = null;
    this.#ended.clear();
    try {
      storage.transactionSync(() =>
        saveState(storage.sql, this.#lastWritten, this.#state, ended, now),
      );
    } catch (error) {
      this.#state = this.#lastWritten;
      throw error;
    }
    this.#lastWritten = this.#state;
    await this.#arm();
  }

  /** An alarm that is already set for an earlier time is left alone: it costs a ring, not a row per message. */
  async #arm(): Promise<void> {
    const at = nextExpiry(this.#state.leases);
    if (at === null || (this.#alarmAt !== null && this.#alarmAt <= at)) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }
}
