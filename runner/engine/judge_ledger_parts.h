// The parts of expectations about writes and calls: write, call, completion, overlapped.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runner/engine/judge.h"
#include "runner/engine/judge_scene.h"
#include "runner/engine/judge_texts.h"
#include "runner/hresult_names.h"
#include "runner/names.h"

namespace wfx::judge {

// Each kind of expectation has two functions. `Missing` says why nothing of it can be judged, ""
// when it can be. `EachPart` calls `visit(text, seen)` for each part that is stated: `text()` is
// its canonical text, `seen()` what was seen instead, "" when it held. `seen` is called only where
// Missing gave "", so that texts alone need no observation.

inline constexpr const char* kNeverRan = "the routine never ran";
inline constexpr const char* kNotIssued = "was not issued";
inline constexpr const char* kNotDone = "the step was not done";
inline constexpr const char* kNotReturned = "the call had not returned";

inline bool IsCount(const Scene& scene, const Quantity& quantity, std::uint64_t count) {
  return static_cast<std::uint64_t>(quantity.In(scene.bindings)) == count;
}

inline bool CompletesWith(const Scene& scene, const WriteRecord& write, const Quantity& bytes) {
  if (!HasRoutine(write)) return Succeeded(write) && IsCount(scene, bytes, BytesOf(write));
  const CompletionRecord* run = FirstRun(write);
  return write.returned && write.runs == 1 && run != nullptr && run->error == 0 &&
         IsCount(scene, bytes, run->bytes);
}

// Legal from the call or through the routine, never both. The byte count of a cancelled write is
// not judged.
inline bool FailsWith(const WriteRecord& write, const std::vector<std::uint32_t>& errors) {
  if (IsStreamWrite(write)) {
    const auto error = Win32Of(ErrorOfStreamWrite(write));
    return error && Contains(errors, *error);
  }
  if (!write.returned) return write.runs == 0 && Contains(errors, write.last_error);
  const CompletionRecord* run = FirstRun(write);
  return write.runs == 1 && run != nullptr && Contains(errors, run->error) &&
         (run->bytes == 0 || run->error == kErrorOperationAborted);
}

inline std::string Missing(const Scene& scene, const ExpectWrite& expected) {
  return scene.Write(expected.write) == nullptr ? kNotIssued : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectWrite& expected, Visit visit) {
  const auto text = [&] {
    std::vector<std::string> legal;
    if (expected.completes_with)
      legal.push_back("completes_with " + AmountText(*expected.completes_with));
    if (!expected.fails_with.empty())
      legal.push_back("fails_with " + ErrorsText(expected.fails_with));
    return "write " + expected.write + " " + AnyOf(legal);
  };
  const auto seen = [&]() -> std::string {
    const WriteRecord& write = *scene.Write(expected.write);
    const bool completes =
        expected.completes_with && CompletesWith(scene, write, *expected.completes_with);
    return completes || FailsWith(write, expected.fails_with) ? "" : DescribeOutcome(write);
  };
  if (expected.completes_with || !expected.fails_with.empty()) visit(text, seen);
}

// The call of a step, a write's too.
inline CallRecord CallOf(const Scene& scene, const std::string& step) {
  if (const CallRecord* call = scene.Call(step)) return *call;
  const WriteRecord& write = *scene.Write(step);
  CallRecord call;
  call.returned = write.hresult.value_or(write.returned ? 1 : 0);
  call.last_error = write.last_error;
  call.bytes = write.count;
  call.routines = write.routines_inside;
  return call;
}

inline std::string Missing(const Scene& scene, const ExpectCall& expected) {
  const CallRecord* call = scene.Call(expected.step);
  const Step* step = scene.StepNamed(expected.step);
  if (call != nullptr && call->pending && step != nullptr && step->begins) return kNotReturned;
  return call == nullptr && scene.Write(expected.step) == nullptr ? kNotDone : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectCall& expected, Visit visit) {
  const Step* step = scene.StepNamed(expected.step);
  const std::string subject = "call " + expected.step;
  if (!expected.returns.empty()) {
    const auto text = [&] {
      std::vector<std::string> legal;
      for (const std::uint64_t value : expected.returns) legal.push_back(ReturnText(value, step));
      return subject + " returns " + AnyOf(legal);
    };
    const auto seen = [&] {
      const CallRecord call = CallOf(scene, expected.step);
      if (Contains(expected.returns, call.returned)) return std::string();
      const std::string returned = ReturnText(call.returned, step);
      const bool failed = returned == "FALSE" || returned == "WAIT_FAILED" || returned == kNoHandle;
      return "returns " + returned + (failed ? " with " + DescribeError(call.last_error) : "");
    };
    visit(text, seen);
  }
  if (!expected.last_error.empty()) {
    visit([&] { return subject + " last_error " + ErrorsText(expected.last_error); },
          [&] {
            const CallRecord call = CallOf(scene, expected.step);
            return Contains(expected.last_error, call.last_error) ? std::string()
                                                                  : DescribeError(call.last_error);
          });
  }
  if (expected.bytes) {
    visit([&] { return subject + " bytes " + CountText(*expected.bytes); },
          [&]() -> std::string {
            const CallRecord call = CallOf(scene, expected.step);
            if (!call.bytes) return "no count";
            return IsCount(scene, *expected.bytes, *call.bytes) ? "" : BytesText(*call.bytes);
          });
  }
  if (expected.messages) {
    visit([&] { return subject + " messages " + std::to_string(*expected.messages); },
          [&]() -> std::string {
            const CallRecord call = CallOf(scene, expected.step);
            if (!call.messages) return "no count";
            return *call.messages == *expected.messages
                       ? ""
                       : "messages " + std::to_string(*call.messages);
          });
  }
  if (expected.routines) {
    visit([&] { return subject + " runs " + NamesText(*expected.routines); },
          [&]() -> std::string {
            // Their order is not promised: a text in the order seen would change from run to run.
            std::vector<std::string> ran = CallOf(scene, expected.step).routines;
            std::vector<std::string> due = *expected.routines;
            std::ranges::sort(ran);
            std::ranges::sort(due);
            return ran == due ? "" : "runs " + NamesText(ran);
          });
  }
}

inline std::string Missing(const Scene& scene, const ExpectCompletion& expected) {
  return scene.Write(expected.write) == nullptr ? kNotIssued : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectCompletion& expected, Visit visit) {
  const std::string subject = "completion " + expected.write;
  if (!expected.runs.empty()) {
    const auto text = [&] {
      std::vector<std::string> legal;
      for (const std::uint32_t runs : expected.runs) legal.push_back(std::to_string(runs));
      return subject + " runs " + AnyOf(legal);
    };
    visit(text, [&]() -> std::string {
      const std::uint32_t runs = scene.Write(expected.write)->runs;
      return Contains(expected.runs, runs) ? "" : "runs " + std::to_string(runs);
    });
  }
  // Without a run there is nothing more to see: one finding says so, `runs` where it is stated.
  bool absence_told = !expected.runs.empty();
  const auto part = [&](bool stated, auto text, auto seen) {
    if (!stated) return;
    visit([&] { return subject + " " + text(); },
          [&]() -> std::string {
            const CompletionRecord* run = FirstRun(*scene.Write(expected.write));
            if (run != nullptr) return seen(*run);
            return std::exchange(absence_told, true) ? "" : kNeverRan;
          });
  };
  part(
      !expected.error.empty(), [&] { return "error " + ErrorsText(expected.error); },
      [&](const CompletionRecord& run) {
        return Contains(expected.error, run.error) ? "" : DescribeError(run.error);
      });
  part(
      expected.bytes.has_value(), [&] { return "bytes " + CountText(*expected.bytes); },
      [&](const CompletionRecord& run) {
        return IsCount(scene, *expected.bytes, run.bytes) ? "" : BytesText(run.bytes);
      });
  part(
      expected.fewer_than.has_value(),
      [&] { return "bytes fewer than " + CountText(*expected.fewer_than); },
      [&](const CompletionRecord& run) {
        const bool fewer =
            run.bytes < static_cast<std::uint64_t>(expected.fewer_than->In(scene.bindings));
        return fewer ? "" : BytesText(run.bytes);
      });
  part(
      !expected.during.empty(), [&] { return "during " + AnyOf(expected.during); },
      [&](const CompletionRecord& run) {
        return Contains(expected.during, run.during) ? "" : DuringText(run.during);
      });
  part(
      expected.thread.has_value(), [&] { return "thread " + ActorText(*expected.thread); },
      [&](const CompletionRecord& run) {
        return run.actor == *expected.thread ? "" : "thread " + ActorText(run.actor);
      });
}

inline const OverlappedWords& WordsAt(const WriteRecord& write, ExpectOverlapped::At at) {
  if (at == ExpectOverlapped::At::kAfterCall) return write.after_call;
  return at == ExpectOverlapped::At::kEnd ? write.at_end : FirstRun(write)->words;
}

inline std::string Missing(const Scene& scene, const ExpectOverlapped& expected) {
  const WriteRecord* write = scene.Write(expected.write);
  if (write == nullptr) return kNotIssued;
  return expected.at == ExpectOverlapped::At::kInRoutine && FirstRun(*write) == nullptr ? kNeverRan
                                                                                        : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectOverlapped& expected, Visit visit) {
  using At = ExpectOverlapped::At;
  const std::string subject = "overlapped " + expected.write;
  const std::string moment = expected.at == At::kAfterCall   ? " after_call"
                             : expected.at == At::kInRoutine ? " in_routine"
                                                             : " at_end";
  if (!expected.internal.empty()) {
    const auto text = [&] {
      std::vector<std::string> legal;
      for (const std::uint64_t value : expected.internal) {
        const std::string name = StatusName(static_cast<std::uint32_t>(value));
        legal.push_back(name.empty() ? DescribeStatus(static_cast<std::uint32_t>(value)) : name);
      }
      return subject + " Internal " + AnyOf(legal) + moment;
    };
    visit(text, [&]() -> std::string {
      const std::uint32_t status = StatusOf(WordsAt(*scene.Write(expected.write), expected.at));
      const bool legal = std::ranges::any_of(expected.internal, [&](std::uint64_t value) {
        return static_cast<std::uint32_t>(value) == status;
      });
      return legal ? "" : DescribeStatus(status);
    });
  }
  if (expected.internal_high) {
    visit([&] { return subject + " InternalHigh " + CountText(*expected.internal_high) + moment; },
          [&]() -> std::string {
            const std::uint64_t count =
                WordsAt(*scene.Write(expected.write), expected.at).internal_high;
            return IsCount(scene, *expected.internal_high, count) ? "" : std::to_string(count);
          });
  }
}

}  // namespace wfx::judge
