// What concurrent writers appended, and what was found of it, in short: as many numbers as there are
// writers, not records.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wfx {

struct FailureCount {
  std::uint32_t error = 0;  // 0 = it ended without one, with too small a count
  std::uint32_t count = 0;
  friend bool operator==(const FailureCount&, const FailureCount&) = default;
};

// One writer: a thread that issued one append after the other.
struct WriterRecord {
  std::string actor;  // the process it belongs to; "" = the scenario's own
  std::uint32_t issued = 0, completed = 0;
  std::uint32_t endless = 0;  // accepted, but no routine came
  std::uint32_t surplus = 0;  // routines beyond the one that each append has
  std::vector<FailureCount> failed;
  friend bool operator==(const WriterRecord&, const WriterRecord&) = default;
};

// What a file holds of the records, compared with what its writers did.
struct RecordCount {
  std::uint64_t found = 0;       // different records that are there whole
  std::uint64_t doubled = 0;     // copies beyond the first
  std::uint64_t torn = 0;        // stretches that hold no whole record
  std::uint64_t lost = 0;        // completed, not there whole
  std::uint64_t unasked = 0;     // there, though their append failed
  std::uint64_t disordered = 0;  // behind a later record of their own writer
  // Behind a record that was begun only after they were over: a writer begins its next record when
  // the one before is over, so the times of begin tell.
  std::uint64_t overtaken = 0;
  std::optional<std::uint64_t> first_offense;  // offset of the first that is wrong there
  friend bool operator==(const RecordCount&, const RecordCount&) = default;
};

// One `appends` step, and the records in its file at the end; offsets are the file's.
struct AppendsRecord : RecordCount {
  std::string step, file;
  std::uint32_t records = 0, length = 0;  // of each writer, of each record
  std::vector<WriterRecord> writers;
  friend bool operator==(const AppendsRecord&, const AppendsRecord&) = default;
};

}  // namespace wfx
