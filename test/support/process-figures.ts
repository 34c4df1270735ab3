// Figures of a process as Linux gives them.
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";

/** Linux counts processor time in these, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** User and system seconds of all threads so far, those that have ended among them. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** The same of its children that have ended, and of theirs. */
export function childrenCpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

export interface Descendant {
  pid: number;
  name: string;
  /** In ticks since the machine started: numbers of processes begin anew when they are used up. */
  startedAt: number;
}

/** The processes that descend from it, as far as they run when they are looked at. */
export function descendants(ancestor: number): Descendant[] {
  const parents = new Map<number, number>();
  const found: Descendant[] = [];
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    let stat: string;
    try {
      stat = readFileSync(`/proc/${entry}/stat`, "utf8");
    } catch {
      // It ended while the list was read.
      continue;
    }
    const [, name = "", parent = "0"] = /\((.*)\) \S+ (\d+)/.exec(stat) ?? [];
    parents.set(Number(entry), Number(parent));
    found.push({ pid: Number(entry), name, startedAt: Number(afterName(stat)[19]) });
  }
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (parents.get(pid) === ancestor || descends(parents.get(pid)));
  return found.filter(({ pid }) => descends(pid));
}

export function residentBytes(pid: number): number {
  return statusBytes(pid, "VmRSS");
}

/** Highest resident memory since the process began, or since it was reset. */
export function peakResidentBytes(pid: number): number {
  return statusBytes(pid, "VmHWM");
}

/** The kernel forgets the peak when it is told 5 (proc_pid_clear_refs(5)). */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Ports of IPv4 that the process listens on (proc_net(5): state 0A). */
export function listeningPorts(pid: number): number[] {
  const folder = `/proc/${pid}/fd`;
  const links = readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`));
  const sockets = new Set(links.map((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1]));
  return readFileSync(`/proc/${pid}/net/tcp`, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && sockets.has(inode))
    .map(([, local = ""]) => Number.parseInt(local.slice(local.indexOf(":") + 1), 16));
}

/** From field 3 on (proc_pid_stat(5)). */
function statFields(pid: number): string[] {
  return afterName(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

function afterName(stat: string): string[] {
  // The name stands in parentheses and may hold blanks.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function statusBytes(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`no ${name} for process ${pid}`);
  return Number(kibibytes) * 1024;
}
