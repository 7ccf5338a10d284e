#include "runner/outcome.h"

#include "runner/hresult_names.h"
#include "runner/names.h"

namespace wfx {
namespace {

std::string DescribeSibling(const WriteRecord& write) {
  if (!write.returned && write.last_error != kErrorIoPending)
    return FailureText(write.last_error, 0) + " from the call";
  const std::uint32_t status = StatusOf(write.at_end);
  if (status == kStatusPending) return "is still pending at the end";
  if (status != 0) return "ends with " + DescribeStatus(status) + " in Internal";
  return "completes with " + BytesText(write.at_end.internal_high);
}

// What happened to a write through a stream, in the words of Win32 errors where it has one.
std::string DescribeStreamWrite(const WriteRecord& write) {
  const std::uint32_t error = ErrorOfStreamWrite(write);
  if (!IsFailure(error)) {
    return Succeeded(write) ? "completes with " + BytesText(BytesOf(write))
                            : "returns " + DescribeHresult(error);
  }
  if (error == HresultFromWin32(kErrorIoIncomplete)) return "is still pending at the end";
  const auto code = Win32Of(error);
  const std::string what = code ? FailureText(*code, 0) : "fails with " + DescribeHresult(error);
  return what + (error == write.hresult ? " from the call" : " by OverlappedResult");
}

}  // namespace

bool IsStreamWrite(const WriteRecord& write) { return write.hresult.has_value(); }

bool HasRoutine(const WriteRecord& write) { return !IsSibling(write) && !IsStreamWrite(write); }

std::uint32_t ErrorOfStreamWrite(const WriteRecord& write) {
  const std::uint32_t called = write.hresult.value_or(0);
  return write.result && (SaysPending(called) || !IsFailure(called)) ? *write.result : called;
}

bool IsSibling(const WriteRecord& write) { return write.api == "WriteFile"; }

std::uint32_t StatusOf(const OverlappedWords& words) {
  return static_cast<std::uint32_t>(words.internal);
}

const CompletionRecord* FirstRun(const WriteRecord& write) {
  if (write.completions.empty() || write.completions.front().during == kLate) return nullptr;
  return &write.completions.front();
}

bool Succeeded(const WriteRecord& write) {
  if (IsStreamWrite(write)) return ErrorOfStreamWrite(write) == 0;
  if (!write.returned && !(IsSibling(write) && write.last_error == kErrorIoPending)) return false;
  const CompletionRecord* run = FirstRun(write);
  return run == nullptr ? StatusOf(write.at_end) == 0 : run->error == 0;
}

std::uint64_t BytesOf(const WriteRecord& write) {
  if (IsStreamWrite(write)) return write.result ? write.result_bytes : write.count.value_or(0);
  const CompletionRecord* run = FirstRun(write);
  return run == nullptr ? write.at_end.internal_high : run->bytes;
}

std::string BytesText(std::uint64_t bytes) {
  return std::to_string(bytes) + (bytes == 1 ? " byte" : " bytes");
}

std::string FailureText(std::uint32_t error, std::uint64_t bytes) {
  return "fails_with " + DescribeError(error) + (bytes == 0 ? "" : " with " + BytesText(bytes));
}

std::string DescribeOutcome(const WriteRecord& write) {
  if (IsSibling(write)) return DescribeSibling(write);
  if (IsStreamWrite(write)) return DescribeStreamWrite(write);
  const std::string times = std::to_string(write.runs) + (write.runs == 1 ? " time" : " times");
  if (!write.returned) {
    const std::string from_call = FailureText(write.last_error, 0) + " from the call";
    return write.runs == 0 ? from_call : from_call + ", and the routine ran " + times;
  }
  if (write.runs == 0) return "returned TRUE but the routine never ran";
  if (write.runs > 1) return "returned TRUE and the routine ran " + times;
  const CompletionRecord* run = FirstRun(write);
  if (run == nullptr) return "returned TRUE and the routine ran after the scenario's end";
  if (run->error == 0) return "completes with " + BytesText(run->bytes);
  // Byte counts of a cancelled write are noise on Windows and would make this text change from run
  // to run.
  const std::uint64_t bytes = run->error == kErrorOperationAborted ? 0 : run->bytes;
  return FailureText(run->error, bytes) + " through the routine";
}

}  // namespace wfx
