// A scene for tests of the judge: one write to one file, with everything as it should be.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "runner/engine/judge.h"

namespace wfx {

using Strings = std::vector<std::string>;

inline Quantity Bytes(std::int64_t bytes) { return Quantity::Bytes(bytes); }

inline constexpr std::uint32_t kGenericWrite = 0x4000'0000;

inline Step MakeStep(std::string kind, std::string name, StepAction action) {
  Step step;
  step.kind = std::move(kind);
  step.name = std::move(name);
  step.action = std::move(action);
  return step;
}

inline Step MakeWriteStep(std::string name, std::int64_t offset, std::int64_t length,
                          std::string handle = "writer") {
  WriteStep write;
  write.handle = std::move(handle);
  write.offset = Bytes(offset);
  write.length = Bytes(length);
  return MakeStep("write", std::move(name), std::move(write));
}

inline GivenHandle MakeHandle(std::string name, std::string opens,
                              std::uint32_t access = kGenericWrite) {
  GivenHandle handle;
  handle.name = std::move(name);
  handle.opens = std::move(opens);
  handle.access = access;
  return handle;
}

// Given the file "data" of 8 KiB, "writer" on it, a pipe's end "client" and "same", a duplicate of
// "writer"; when "w" writes 2 bytes at 4 KiB and "wait" is done.
inline Case MakeCase() {
  Case subject;
  subject.scenario = "area/statement";
  subject.case_id = "offset=inside";
  subject.file = "scenarios/area/statement.json";
  subject.line = 3;
  subject.requirements = {"area.statement"};
  GivenFile file;
  file.name = "data";
  file.size = Bytes(8192);
  subject.given.push_back({6, "file", file});
  subject.given.push_back({7, "handle", MakeHandle("writer", "data")});
  GivenHandle same;
  same.name = "same";
  same.duplicates = "writer";
  subject.given.push_back({8, "handle", same});
  subject.given.push_back({9, "handle", MakeHandle("client", "pipe")});
  subject.when.push_back(MakeWriteStep("w", 4096, 2));
  subject.when.push_back(MakeStep("wait", "wait", WaitStep{}));
  return subject;
}

inline ContentRun FillRun(std::uint64_t offset, std::uint64_t length) {
  return {offset, length, ContentRun::Origin::kFill, "", 0};
}
inline ContentRun ZeroRun(std::uint64_t offset, std::uint64_t length) {
  return {offset, length, ContentRun::Origin::kZero, "", 0};
}
inline ContentRun WriteRun(std::uint64_t offset, std::uint64_t length, std::string write = "w",
                           std::uint64_t from = 0) {
  return {offset, length, ContentRun::Origin::kWrite, std::move(write), from};
}

inline WriteRecord MakeWrite(std::string name, std::uint64_t offset, std::uint64_t length,
                             std::string handle = "writer") {
  WriteRecord write;
  write.name = std::move(name);
  write.handle = std::move(handle);
  write.api = "WriteFileEx";
  write.offset = offset;
  write.length = length;
  write.returned = true;
  write.runs = 1;
  write.at_end = {0, length, static_cast<std::uint32_t>(offset),
                  static_cast<std::uint32_t>(offset >> 32), true};
  write.after_call = write.at_end;
  CompletionRecord run;
  run.bytes = static_cast<std::uint32_t>(length);
  run.during = "wait";
  run.alertable = true;
  run.words = write.at_end;
  write.completions.push_back(run);
  return write;
}

// What MakeCase leaves when all is well.
inline Observation MakeObservation() {
  Observation seen;
  CallRecord wait;
  wait.step = "wait";
  wait.function = "SleepEx";
  wait.returned = 192;
  wait.routines = {"w"};
  seen.calls.push_back(wait);
  seen.writes.push_back(MakeWrite("w", 4096, 2));
  seen.files.push_back(
      {"data", 8192, true, 8192, {FillRun(0, 4096), WriteRun(4096, 2), FillRun(4098, 4094)}});
  return seen;
}

// A refusal from the call: nothing written.
inline void Refuse(Observation& seen, std::uint32_t error) {
  WriteRecord& write = seen.writes.front();
  write.returned = false;
  write.last_error = error;
  write.runs = 0;
  write.completions.clear();
  write.at_end.internal = 0x103;
  write.at_end.internal_high = 0;
  seen.files.front().contents = {FillRun(0, 8192)};
}

// A failure through the routine: nothing written.
inline void FailLater(Observation& seen, std::uint32_t error, std::uint32_t bytes = 0) {
  WriteRecord& write = seen.writes.front();
  write.completions.front().error = error;
  write.completions.front().bytes = bytes;
  write.completions.front().words.internal = 0xC0000054;
  seen.files.front().contents = {FillRun(0, 8192)};
}

inline Expectation Expect(ExpectationItem item, int line = 20) {
  return {line, "", std::move(item)};
}

// "EXPECTATION -> OBSERVED" for each finding.
inline std::vector<std::string> Told(const Case& subject, const Observation& seen,
                                     const Bindings& bindings = {}) {
  std::vector<std::string> told;
  for (const Finding& finding : FindingsOf(subject, bindings, seen))
    told.push_back(finding.expectation + " -> " + finding.observed);
  return told;
}

// One expectation, what happened, and the findings it makes. Standing rules are left out.
struct Row {
  ExpectationItem item;
  std::function<void(Observation&)> happen;
  Strings told;
};

inline void JudgeRows(const std::vector<Row>& rows, const Case& plain = MakeCase(),
                      const Bindings& bindings = {}) {
  int number = 0;
  for (const Row& row : rows) {
    Case subject = plain;
    subject.then = {Expect(row.item, 21)};
    Observation seen = MakeObservation();
    if (row.happen) row.happen(seen);
    Strings told;
    for (const Finding& finding : FindingsOf(subject, bindings, seen)) {
      if (IsStandingRule(finding)) continue;
      told.push_back(finding.expectation + " -> " + finding.observed);
      EXPECT_EQ(finding.line, 21);
    }
    EXPECT_EQ(told, row.told) << "row " << number;
    ++number;
  }
}

inline std::function<void(Observation&)> Refused(std::uint32_t error) {
  return [=](Observation& seen) { Refuse(seen, error); };
}
inline std::function<void(Observation&)> Failed(std::uint32_t error, std::uint32_t bytes = 0) {
  return [=](Observation& seen) { FailLater(seen, error, bytes); };
}
inline std::function<void(Observation&)> RunTimes(std::uint32_t runs) {
  return [=](Observation& seen) {
    WriteRecord& write = seen.writes.front();
    write.runs = runs;
    write.completions.resize(runs, write.completions.front());
  };
}

}  // namespace wfx
