// Damages a stream of records that begin with an id and a length of two bytes each, as BIFF has them,
// so that the records behind the damage are still found.
import { mutate, type MutationSources } from "../support/mutations.ts";

const HEADER_BYTES = 4;
/** Of a record; longer ones go on in CONTINUE records. */
const MAX_DATA_BYTES = 8224;

export function mutateRecords(stream: Uint8Array, sources: MutationSources): Uint8Array {
  const { random, others } = sources;
  const records = recordsOf(stream);
  if (records.length === 0) return mutate(stream, sources);
  const at = random(records.length);
  const record = records[at] as Uint8Array;
  const other = recordsOf(others[random(Math.max(1, others.length))] ?? stream);
  const elsewhere = sized(other[random(Math.max(1, other.length))] ?? record);
  switch (random(8)) {
    case 0:
      records.splice(at, 1);
      break;
    case 1:
      records.splice(random(records.length), 0, record);
      break;
    case 2:
      records.splice(at, 0, elsewhere);
      break;
    case 3:
      records[at] = elsewhere;
      break;
    case 4: {
      // As if a record had been cut in two at any place.
      const cut = HEADER_BYTES + random(Math.max(1, record.length - HEADER_BYTES));
      records.splice(at, 1, sized(record.subarray(0, cut)), continuation(record.subarray(cut)));
      break;
    }
    default: {
      const data = mutate(record.subarray(HEADER_BYTES), sources).subarray(0, MAX_DATA_BYTES);
      records[at] = sized(Buffer.concat([record.subarray(0, HEADER_BYTES), data]));
    }
  }
  return new Uint8Array(Buffer.concat(records));
}

/** Headers and data; what is no whole record at the end stays with the last one. */
function recordsOf(stream: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at + HEADER_BYTES <= stream.length;) {
    const length = (stream[at + 2] as number) | ((stream[at + 3] as number) << 8);
    const end = Math.min(stream.length, at + HEADER_BYTES + length);
    records.push(stream.subarray(at, end));
    at = end;
  }
  return records;
}

/** A copy whose length is that of its data; the last record of a stream may be cut short. */
function sized(record: Uint8Array): Uint8Array {
  const copy = Buffer.from(record);
  copy.writeUInt16LE(copy.length - HEADER_BYTES, 2);
  return copy;
}

function continuation(data: Uint8Array): Uint8Array {
  return sized(Buffer.concat([Buffer.from([0x3c, 0, 0, 0]), data]));
}
