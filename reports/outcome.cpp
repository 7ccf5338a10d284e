#include "reports/outcome.h"

#include "reports/figures.h"
#include "runner/names.h"

namespace wfx {
namespace {

// What became of a write made with WriteFile, which has no routine: its OVERLAPPED says it.
std::string OutcomeOfSibling(const WriteRecord& write) {
  constexpr std::uint32_t kErrorIoPending = 997, kStatusPending = 0x103;
  const auto status = static_cast<std::uint32_t>(write.at_end.internal);
  if (!write.returned && write.last_error != kErrorIoPending)
    return "fails_with " + DescribeError(write.last_error) + " from the call";
  if (status == kStatusPending) return "is still pending at the end";
  return status == 0 ? "completes with " + Count(write.at_end.internal_high, "byte")
                     : "ends with " + DescribeStatus(status);
}

std::string OutcomeOf(const WriteRecord& write) {
  if (write.api == "WriteFile") return OutcomeOfSibling(write);
  if (!write.returned) return "fails_with " + DescribeError(write.last_error) + " from the call";
  if (write.completions.empty()) return "returned TRUE but the routine never ran";
  const CompletionRecord& completion = write.completions.front();
  const std::string outcome =
      completion.error == 0
          ? "completes with " + Count(completion.bytes, "byte")
          : "fails_with " + DescribeError(completion.error) + " through the routine";
  return write.runs > 1 ? outcome + ", routine run " + Thousands(write.runs) + " times" : outcome;
}

}  // namespace

std::string OutcomeOf(const Observation& observation) {
  std::string text;
  for (const WriteRecord& write : observation.writes) {
    if (!text.empty()) text += "; ";
    if (observation.writes.size() > 1) text += write.name + ": ";
    text += OutcomeOf(write);
  }
  return text;
}

}  // namespace wfx
