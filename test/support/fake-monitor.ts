// A ParseMonitor that keeps what it is told, and answers what the test wants.
import type {
  AcquireReply,
  AcquireRequest,
  FinishRequest,
  HeartbeatReply,
  HeartbeatRequest,
  MonitorSnapshot,
  ParseMonitorApi,
  RejectRequest,
} from "../../durable-objects/parse-monitor/protocol.ts";
import { snapshotWith } from "./monitor-snapshot.ts";

export class FakeMonitor implements ParseMonitorApi {
  readonly acquired: AcquireRequest[] = [];
  readonly beats: HeartbeatRequest[] = [];
  readonly finished: FinishRequest[] = [];
  readonly rejected: RejectRequest[] = [];

  /** What is answered; a test may put a fault here. */
  onAcquire: () => Promise<AcquireReply> = async () => ({ admitted: true });
  onHeartbeat: () => Promise<HeartbeatReply> = async () => ({ abort: false });
  onFinish: () => Promise<void> = async () => undefined;

  acquire(request: AcquireRequest): Promise<AcquireReply> {
    this.acquired.push(request);
    return this.onAcquire();
  }
  heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply> {
    this.beats.push(request);
    return this.onHeartbeat();
  }
  finish(request: FinishRequest): Promise<void> {
    this.finished.push(request);
    return this.onFinish();
  }
  reject(request: RejectRequest): Promise<void> {
    this.rejected.push(request);
    return Promise.resolve();
  }
  snapshot(): Promise<MonitorSnapshot> {
    return Promise.resolve(snapshotWith());
  }
}

export function hang(): Promise<never> {
  return new Promise(() => undefined);
}
