// A ParseMonitor in memory: the rules of the real one, without its storage and its alarm.
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
} from "../../durable-objects/parse-monitor/protocol.ts";
import * as rules from "../../durable-objects/parse-monitor/rules.ts";

export class CountingMonitor implements ParseMonitorApi {
  #state: rules.MonitorState = rules.EMPTY_STATE;
  readonly #memory = new Map<string, rules.Memory>();

  async acquire(request: AcquireRequest): Promise<AcquireReply> {
    return this.#take(rules.acquire(this.#state, request, this.#recall(request), Date.now()));
  }

  async heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply> {
    return this.#take(rules.heartbeat(this.#state, request, this.#recall(request), Date.now()));
  }

  async finish(request: FinishRequest): Promise<void> {
    this.#take(rules.finish(this.#state, request, this.#recall(request), Date.now()));
  }

  async reject(request: RejectRequest): Promise<void> {
    this.#take(rules.reject(this.#state, request, Date.now()));
  }

  async snapshot(): Promise<MonitorSnapshot> {
    return this.#take(rules.snapshot(this.#state, Date.now()));
  }

  setKillSwitch(killSwitch: KillSwitch): void {
    this.#take(rules.setKillSwitch(this.#state, killSwitch, Date.now()));
  }

  #recall({ parseId }: { parseId: string }): rules.Memory {
    return this.#memory.get(parseId) ?? "unknown";
  }

  #take<Reply>(step: rules.Step<Reply>): Reply {
    this.#state = step.state;
    for (const { parseId, how } of step.ended) this.#memory.set(parseId, how);
    return step.reply;
  }
}
