#include "runner/engine/judge_stream_rules.h"

#include <array>
#include <string>

#include "runner/engine/judge_texts.h"
#include "runner/hresult_names.h"

namespace wfx {
namespace {

std::string ReturnedAnotherSuccess(const Scene&, const WriteRecord& write) {
  const std::uint32_t result = write.hresult.value_or(0);
  return result == 0 || IsFailure(result) ? "" : "returns " + DescribeHresult(result);
}

// Where the method fails or says that the write is under way pcbWritten means nothing.
std::string ToldAnotherCount(const Scene&, const WriteRecord& write) {
  if (write.hresult != 0u || !write.count || *write.count == write.length) return "";
  return BytesText(*write.count) + " of " + std::to_string(write.length);
}

constexpr std::array kRules{
    WriteRule{
        {"stream_async.reports_success_or_an_error", "WriteAsync of % returns S_OK or an error"},
        ReturnedAnotherSuccess},
    WriteRule{{"stream_async.count_counts_on_success",
               "WriteAsync of % that returns S_OK tells its whole length in pcbWritten"},
              ToldAnotherCount},
};

}  // namespace

std::span<const WriteRule> StreamRules() { return kRules; }

}  // namespace wfx
