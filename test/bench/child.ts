// One run of one tool in a process of its own: `node child.ts JOB`, with the job as JSON. Prints
// what it cost as JSON. What loading the tool costs is left out, for all of them.
import { CountingSink } from "./counting-sink.ts";
import type { ChildFigures, Job } from "./measure.ts";
import type { PeerModule, Work } from "./peer.ts";
import { peakResidentBytes } from "../support/process-figures.ts";
import { RowDigest } from "./row-digest.ts";
import { importLikeTheWorker } from "./worker-modules.ts";

const job = JSON.parse(process.argv[2] ?? "") as Job;
importLikeTheWorker();
const peer = (await import(`./peers/${job.peer}.ts`)) as PeerModule;
await peer.prepare?.(job.work);
console.log(JSON.stringify(job.kind === "check" ? await check(job.work) : await measure(job)));

async function measure({ work, warmUp, repeats }: Job & { kind: "measure" }) {
  if (peer.measureOutside !== undefined) return peer.measureOutside(work);
  if (warmUp !== null) await run({ ...work, file: warmUp });
  const startedAt = process.hrtime.bigint();
  const before = process.cpuUsage();
  const results = [];
  for (let i = 0; i < repeats; i += 1) results.push(await run(work));
  const { user, system } = process.cpuUsage(before);
  const wallSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  const [first] = results;
  if (first === undefined || results.some(({ crc }) => crc !== first.crc)) {
    throw new Error(`${job.peer} gives other rows each time`);
  }
  return {
    ...first,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds,
    peakBytes: peakResidentBytes(process.pid),
  } satisfies ChildFigures;
}

async function run(work: Work) {
  const sink = new CountingSink();
  await read(work, sink);
  return { rows: sink.rows, cells: sink.cells, bytes: sink.bytes, crc: sink.crc };
}

async function check(work: Work) {
  if (peer.read === null) return { digest: null };
  const digest = new RowDigest();
  await read(work, new CountingSink((bytes) => digest.lines(bytes)));
  return { digest: digest.end() };
}

async function read(work: Work, sink: CountingSink): Promise<void> {
  // A tool is only given files that its suite has for it.
  await peer.read?.(work as never, sink);
  sink.end();
}
